package org.penlb.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.penlb.cluster.node.ClusterNode;

/** From when this instance joins until it leaves: drives what it takes part in, on one thread. */
final class Membership implements Network {
    /** How often what has happened here is told, at most. */
    static final long TICK_MILLIS = 50;

    private final ClusterNode node;
    private final Participation participation;
    private final Runnable afresh;
    private final Context context;
    private long timer;
    private boolean working;
    private volatile boolean ended;

    /**
     * @param afresh leaves, and joins afresh
     */
    Membership(ClusterNode node, Participation participation, Runnable afresh) {
        this.node = node;
        this.participation = participation;
        this.afresh = afresh;
        this.context = node.context();
    }

    void begin() {
        node.receive(message -> received(message.getBytes()));
        context.runOnContext(_ -> {
            if (ended) {
                return;
            }
            participation.joined(this, node, System.nanoTime());
            timer = vertx().setPeriodic(TICK_MILLIS, _ -> tick());
        });
    }

    private Vertx vertx() {
        return context.owner();
    }

    private void received(byte[] envelope) {
        if (!ended) {
            participation.received(envelope, System.nanoTime());
            work();
        }
    }

    private void tick() {
        participation.tick(System.nanoTime());
        work();
    }

    /** What takes long is done a part at a time, so that what comes in is not kept waiting. */
    private void work() {
        if (!working && !ended && participation.work(System.nanoTime())) {
            working = true;
            context.runOnContext(_ -> {
                working = false;
                work();
            });
        }
    }

    @Override
    public String node() {
        return node.id();
    }

    @Override
    public Collection<String> others() {
        Set<String> others = new HashSet<>(node.nodes());
        others.remove(node.id());
        return others;
    }

    @Override
    public void send(String to, byte[] envelope) {
        node.send(to, Buffer.buffer(envelope)); // whether it arrives others say
    }

    @Override
    public void register() {
        node.receiveAgain();
    }

    @Override
    public void joinAfresh() {
        afresh.run();
    }

    /** Says that this instance leaves, and leaves. */
    Future<Void> end() {
        Promise<Void> said = Promise.promise();
        context.runOnContext(_ -> {
            if (!ended) {
                ended = true;
                vertx().cancelTimer(timer);
                participation.left();
            }
            said.complete();
        });
        return said.future().eventually(node::close);
    }
}

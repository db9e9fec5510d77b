package org.penlb.cluster.assignments;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.ClientNews;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.peers.Beat;
import org.penlb.cluster.peers.ClusterPeer;
import org.penlb.cluster.peers.Conversation;
import org.penlb.cluster.wire.Message;
import org.penlb.cluster.wire.MessageType;
import org.penlb.cluster.wire.Post;
import org.penlb.config.IpAddress;
import org.penlb.service.Service;

/**
 * Tells peers which client was given which server here, and takes in what they tell. What is lost on the way is found and
 * fetched. Nobody waits for it, and it waits for nobody: a peer that does not answer costs a bounded queue. For one thread.
 */
public final class AssignmentSharing implements Conversation {
    private static final long FOLLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SharedServices services;
    private final HybridClock clock;
    private final Post post;
    private final Giver giver;
    private final Healing healing;
    private final Map<Long, Outgoing> outgoing = new HashMap<>();
    private final Map<Long, Incoming> incoming = new HashMap<>();
    private final List<Long> heard = new ArrayList<>();
    private long followedAt;
    private long told;
    private long learned;
    private long ahead;

    /** The types of its messages. */
    public static final Set<MessageType> TYPES =
            Set.copyOf(EnumSet.range(MessageType.ASSIGNMENTS, MessageType.DIFFERENCES));

    /**
     * @param services those whose clients are shared, as they are now; asked about once a second
     * @param now nanoseconds from any origin, as with all calls
     */
    public AssignmentSharing(Supplier<List<Service>> services, HybridClock clock, Post post, long now) {
        this(new SharedServices(() -> named(services.get()), clock), clock, post, now);
    }

    AssignmentSharing(SharedServices services, HybridClock clock, Post post, long now) {
        this.services = services;
        this.clock = clock;
        this.post = post;
        this.healing = new Healing(services, post, this::learned, now);
        this.giver = new Giver(services, post, healing::differs);
        this.followedAt = now;
        services.follow();
    }

    private static List<SharedServices.Named> named(List<Service> services) {
        var named = new ArrayList<SharedServices.Named>();
        for (Service service : services) {
            var clients = service.sharedClients();
            if (clients != null) {
                named.add(new SharedServices.Named(service.config().name(), service.balancer(), clients));
            }
        }
        return named;
    }

    @Override
    public void up(ClusterPeer peer, long now) {
        up(peer.instance(), true, now);
    }

    @Override
    public void silent(ClusterPeer peer, long now) {
        up(peer.instance(), false, now);
    }

    @Override
    public void gone(ClusterPeer peer) {
        forget(peer.instance());
    }

    @Override
    public void beat(ClusterPeer peer, Beat beat, long now) {
        told(peer.instance(), beat.batches());
    }

    /** A peer is heard from now on, or is not heard any more. */
    void up(long peer, boolean isUp, long now) {
        heard.remove(peer);
        if (isUp) {
            heard.add(peer);
            incoming.computeIfAbsent(peer, _ -> new Incoming());
        }
        outgoing(peer).up(isUp, now);
        healing.up(peer, isUp);
    }

    private Outgoing outgoing(long peer) {
        return outgoing.computeIfAbsent(
                peer, _ -> new Outgoing(body -> post.send(peer, MessageType.ASSIGNMENTS, body)));
    }

    private void forget(long peer) {
        heard.remove(peer);
        outgoing.remove(peer);
        incoming.remove(peer);
        healing.forget(peer);
        giver.forget(peer);
    }

    /** How many batches a peer was sent, which its beats are to say. */
    public long sent(long peer) {
        Outgoing known = outgoing.get(peer);
        return known == null ? 0 : known.sent();
    }

    /** A peer says how many batches it has sent. */
    void told(long peer, long sent) {
        Incoming known = incoming.get(peer);
        if (known != null && known.told(sent)) {
            healing.want(peer);
        }
    }

    /** Batches on their way to a peer, and clients that wait for their turn. */
    public long lag(long peer) {
        Outgoing known = outgoing.get(peer);
        return known == null ? 0 : known.lag();
    }

    /** When nothing was missing here last that a peer knows, on the clock of the calls; null if that never was. */
    public @Nullable Long completeAt(long peer) {
        return healing.completeAt(peer);
    }

    /** How many assignments were made here that peers are told of. */
    public long told() {
        return told;
    }

    /** How many assignments were news that others made. */
    public long learned() {
        return learned;
    }

    /** How many assignments were not taken since they are too far in the future. */
    public long ahead() {
        return ahead;
    }

    @Override
    public void tick(long now) {
        if (now - followedAt >= FOLLOW_NANOS) {
            followedAt = now;
            services.follow();
        }
        List<Assignment> news = news();
        for (int from = 0; from < news.size(); from += Outgoing.BATCH) {
            List<Assignment> batch = news.subList(from, Math.min(news.size(), from + Outgoing.BATCH));
            var writer = new ClientsWriter();
            batch.forEach(writer::add);
            byte[] written = writer.finish();
            outgoing.values().forEach(peer -> peer.offer(batch, written, now));
        }
        outgoing.values().forEach(peer -> peer.tick(now));
        incoming.forEach((peer, batches) -> say(peer, batches, now));
        healing.tick(heard, now);
    }

    private List<Assignment> news() {
        var news = new ArrayList<Assignment>();
        services.all().forEach((name, service) -> {
            ClientNews taken = service.clients().take();
            if (taken.hasOverflowed()) {
                outgoing.values().forEach(Outgoing::lose);
            }
            taken.forEach((high, low, server, version) -> {
                String address = service.nameOf(server);
                if (address != null) {
                    news.add(new Assignment(name, new IpAddress(high, low), address, version));
                }
            });
        });
        told += news.size();
        return news;
    }

    @Override
    public boolean work(long now) {
        boolean asking = healing.work(now);
        boolean giving = giver.work(now);
        return asking || giving;
    }

    @Override
    public void received(Message message, long now) throws IOException {
        long peer = message.from();
        DataInputStream body = message.body();
        switch (message.type()) {
            case ASSIGNMENTS -> batch(peer, body, now);
            case TAKEN -> outgoing(peer).taken(body.readLong(), now);
            case ASK_CHANGES -> giver.changes(peer, body);
            case ASK_ALL -> giver.all(peer, body);
            case ASK_LEAVES -> giver.leaves(peer, body);
            case SUMS -> giver.sums(peer, body);
            case CLIENTS -> healing.page(peer, body, now);
            case DIFFERENCES -> healing.differences(peer, body, now);
            case BEAT, LEAVING, ORDERS, VOTES -> throw new IllegalArgumentException(message.type() + " is for others");
        }
    }

    private void batch(long peer, DataInputStream body, long now) throws IOException {
        long number = body.readLong();
        learned(ClientsReader.read(body));
        Incoming batches = incoming.computeIfAbsent(peer, _ -> new Incoming());
        if (batches.batch(number, now)) {
            healing.want(peer);
        }
        say(peer, batches, now);
    }

    private void say(long peer, Incoming batches, long now) {
        if (batches.isToBeSaid(now)) {
            post.send(peer, MessageType.TAKEN, Pages.write(out -> out.writeLong(batches.say())));
        }
    }

    private int learned(List<Assignment> assignments) {
        int news = 0;
        for (Assignment assignment : assignments) {
            SharedService service = services.get(assignment.service());
            if (!clock.see(assignment.version())) {
                ahead++;
            } else if (service != null && service.learned(assignment)) {
                news++;
            }
        }
        learned += news;
        return news;
    }
}

package org.penlb.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Choice;
import org.penlb.relay.End;
import org.penlb.relay.Look;
import org.penlb.relay.LookListener;
import org.penlb.service.ConnectionStages;
import org.penlb.service.Looker;

/**
 * A client's first bytes are looked at, and it is routed by them. They are taken by nobody, so the server gets them later. It
 * counts as pending meanwhile: whoever says nothing holds a place, as long as the {@link Looker} has patience.
 */
final class Looking implements Stage, LookListener {
    private final Connection connection;
    private final ConnectionStages stages;
    private final Looker looker;
    private @Nullable Look look;
    /** Whom the bytes were routed to, once they were enough. */
    private @Nullable Choice routed;

    private Looking(Connection connection, ConnectionStages stages, Looker looker) {
        this.connection = connection;
        this.stages = stages;
        this.looker = looker;
    }

    /** Shows the client's first bytes to the looker. */
    static void begin(Connection connection, ConnectionStages stages, Looker looker) {
        var looking = new Looking(connection, stages, looker);
        connection.enter(looking);
        looking.look = connection
                .connections()
                .transport()
                .look(connection.downstream(), looker.mostBytes(), looker.patience(), looking);
    }

    @Override
    public Verdict seen(End client, ByteBuffer bytes) {
        Verdict verdict = looker.look(bytes);
        if (verdict == Verdict.ENOUGH) { // now, for the bytes are gone when this returns
            routed = connection.route(stages, bytes.rewind());
        }
        return verdict;
    }

    @Override
    public void over(End client, Outcome outcome) {
        look = null;
        try {
            switch (outcome) {
                case ENOUGH -> Dialling.begin(connection, routed, System.nanoTime());
                case TOO_LONG, ENDED, TIMEOUT -> unjudged(outcome);
                case REFUSED -> connection.refuse("{0}: client {1} is refused for what it says");
                case RESET -> connection.drop();
            }
        } catch (RuntimeException e) {
            connection.fault(e);
        }
    }

    /** The looker wants more than there is. */
    private void unjudged(Outcome outcome) {
        if (looker.servesAfter(outcome)) {
            Choice choice = connection.route(stages, Connection.NOTHING);
            Dialling.begin(connection, choice, System.nanoTime());
            return;
        }
        connection.refuse(
                switch (outcome) {
                    case TIMEOUT -> "{0}: client {1} does not say in time what it wants";
                    case TOO_LONG -> "{0}: client {1} says too much before what it wants";
                    default -> "{0}: client {1} ends before it says what it wants";
                });
    }

    @Override
    public void abandon() {
        if (look != null) {
            look.cancel();
            look = null;
        }
        connection.drop();
    }
}

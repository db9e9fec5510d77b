package org.penlb.cluster;

import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.penlb.cluster.peers.Conversation;
import org.penlb.cluster.votes.EjectionVotes;
import org.penlb.cluster.votes.Electorate;
import org.penlb.cluster.votes.OwnServers;
import org.penlb.cluster.votes.VotedEjection;
import org.penlb.cluster.votes.VotesView;
import org.penlb.cluster.wire.Message;
import org.penlb.cluster.wire.MessageType;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.events.Events;

/** Instances vote on servers that fail: what {@link EjectionVotes} says goes to the others, and what they say to it. */
final class Voting implements Conversation, Electorate, Mirrored {
    static final Set<MessageType> TYPES = Set.copyOf(EnumSet.of(MessageType.VOTES));

    private final Member member;
    private final EjectionVotes votes;
    private Events.Subscription subscription = () -> {};

    /**
     * @param confirmed gets what was decided here
     */
    Voting(
            Member member,
            ClusterConfig.Ejection mode,
            OwnServers servers,
            LongSupplier unixMillis,
            Consumer<VotedEjection> confirmed) {
        this.member = member;
        votes = new EjectionVotes(mode, this, servers, unixMillis, confirmed);
    }

    /**
     * Hears of servers that fail from now on.
     *
     * @param thread the one that calls this
     * @param nanoTime the clock of the calls
     */
    void listen(Events events, Executor thread, LongSupplier nanoTime) {
        subscription = events.subscribe(event -> {
            if (EjectionVotes.concerns(event)) {
                thread.execute(() -> votes.happened(event, nanoTime.getAsLong()));
            }
        });
    }

    void close() {
        subscription.close();
    }

    @Override
    public String ownName() {
        return member.self().name();
    }

    @Override
    public List<Voter> heard() {
        return member.roster().up().stream()
                .map(peer -> new Voter(peer.instance(), peer.name()))
                .toList();
    }

    @Override
    public int known() {
        return member.roster().all().size() + 1;
    }

    @Override
    public void send(long instance, byte[] body) {
        member.send(instance, MessageType.VOTES, body);
    }

    @Override
    public void received(Message message, long now) throws IOException {
        if (!votes.received(message.from(), message.body().readAllBytes(), now)) {
            throw new StreamCorruptedException("no vote");
        }
    }

    @Override
    public void tick(long now) {
        votes.tick(now);
    }

    @Override
    public void learned(byte[] value) {
        VotedEjection ejection = VotedEjection.decode(value);
        if (ejection != null) {
            votes.learned(ejection);
        }
    }

    /** What is decided and not over. */
    @Override
    public Map<String, byte[]> kept() {
        Map<String, byte[]> decided = new HashMap<>();
        for (VotedEjection ejection : votes.view().ejections()) {
            decided.put(ejection.suspect().key(), ejection.encode());
        }
        return decided;
    }

    VotesView view() {
        return votes.view();
    }
}

package org.penlb.cluster;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.peers.Absences;
import org.penlb.cluster.peers.Beat;
import org.penlb.cluster.peers.ClusterPeer;
import org.penlb.cluster.peers.Conversation;
import org.penlb.cluster.peers.Roster;
import org.penlb.cluster.wire.Envelopes;
import org.penlb.cluster.wire.Message;
import org.penlb.cluster.wire.MessageType;
import org.penlb.cluster.wire.Post;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Seal;

/**
 * This instance among the others: says that it lives, hears who else does, opens what comes in, and hands it to whom it is
 * about. It knows neither threads nor clocks: whoever drives it calls it from one thread, and passes the time,
 * nanoseconds from any origin.
 */
final class Member implements Post, Roster.Listener {
    private static final Logger LOG = System.getLogger(Member.class.getName());

    private final Identity self;
    private final HybridClock clock;
    private final Envelopes envelopes;
    private final Roster roster;
    private final Absences absences;
    private final List<Conversation> conversations = new ArrayList<>();
    private final Map<MessageType, Conversation> byType = new EnumMap<>(MessageType.class);
    private final Refusals refusals;
    private @Nullable Network network;
    private ToLongFunction<ClusterPeer> batches = _ -> 0;
    private LongSupplier orders = () -> 0;
    private Predicate<ClusterPeer> lives = _ -> false;
    private long beatAt;

    Member(Identity self, Seal seal, HybridClock clock, long now) {
        this.self = self;
        this.clock = clock;
        this.envelopes = new Envelopes(self.instance(), seal, clock);
        this.roster = new Roster(self.instance(), clock, new Random(), this);
        this.absences = new Absences(roster, now);
        this.refusals = new Refusals();
        this.beatAt = now - Roster.BEAT_NANOS;
    }

    /** Who takes messages of some types. */
    void add(Conversation conversation, Set<MessageType> types) {
        conversations.add(conversation);
        types.forEach(type -> byType.put(type, conversation));
    }

    /** What beats say: how many batches a peer was sent, and the digest of the orders that are known. */
    void says(ToLongFunction<ClusterPeer> newBatches, LongSupplier newOrders) {
        batches = newBatches;
        orders = newOrders;
    }

    /** Another sign that a peer lives than that it is heard. */
    void lives(Predicate<ClusterPeer> sign) {
        lives = sign;
    }

    /** Messages go this way from now on. */
    void joined(Network newNetwork, long now) {
        network = newNetwork;
        absences.joined(now);
        beatAt = now - Roster.BEAT_NANOS;
    }

    Identity self() {
        return self;
    }

    Roster roster() {
        return roster;
    }

    Refusals refusals() {
        return refusals;
    }

    @Override
    public void send(long to, MessageType type, byte[] body) {
        ClusterPeer peer = roster.get(to);
        Network way = network;
        if (peer != null && way != null) {
            way.send(peer.node(), envelopes.seal(type, to, body));
        }
    }

    /** Something came in, from whomever. */
    void received(byte[] envelope, long now) {
        try {
            Message message = envelopes.open(envelope);
            switch (message.type()) {
                case BEAT -> roster.beat(message, now);
                case LEAVING -> roster.leaving(message.from());
                default -> {
                    roster.heard(message.from(), now);
                    Conversation about = byType.get(message.type());
                    if (about != null && roster.get(message.from()) != null) {
                        about.received(message, now);
                    }
                }
            }
        } catch (Refused refused) {
            roster.refused(refused.from(), now);
            refusals.refused(refused, now);
        } catch (IOException _) {
            refusals.refused(new Refused(Refused.Reason.MALFORMED), now);
        }
    }

    /** To be called some 20 times a second. */
    void tick(long now) {
        roster.tick(now);
        conversations.forEach(conversation -> conversation.tick(now));
        if (now - beatAt >= Roster.BEAT_NANOS) {
            beatAt = now - beatAt >= 2 * Roster.BEAT_NANOS ? now : beatAt + Roster.BEAT_NANOS;
            Network way = network;
            if (way != null) {
                beat(way);
                look(way, now);
            }
        }
    }

    private void beat(Network way) {
        Set<Integer> hears =
                roster.up().stream().map(peer -> Beat.number(peer.node())).collect(Collectors.toUnmodifiableSet());
        long known = orders.getAsLong();
        Set<String> nodes = new LinkedHashSet<>(way.others());
        roster.all().forEach(peer -> nodes.add(peer.node())); // they may be there though they are not listed
        for (String node : nodes) {
            ClusterPeer peer = roster.at(node);
            long to = peer == null ? Envelopes.ANYBODY : peer.instance();
            long sent = peer == null ? 0 : batches.applyAsLong(peer);
            var beat = new Beat(way.node(), self.name(), clock.tag(), sent, known, hears);
            way.send(node, envelopes.seal(MessageType.BEAT, to, beat.write()));
        }
    }

    private void look(Network way, long now) {
        Predicate<String> livesThere = node -> {
            ClusterPeer peer = roster.at(node);
            return peer != null && lives.test(peer);
        };
        switch (absences.look(way.others(), livesThere, now)) {
            case NOTHING -> {}
            case REGISTER -> way.register();
            case JOIN_AFRESH -> {
                LOG.log(
                        Level.WARNING,
                        "cluster: others hear an instance that is not heard here: leaves and joins afresh");
                way.joinAfresh();
            }
        }
    }

    /** Goes on with what takes long; whether there is more to do: then it is to be called again soon. */
    boolean work(long now) {
        boolean more = false;
        for (Conversation conversation : conversations) {
            more |= conversation.work(now);
        }
        return more;
    }

    /** Says that this instance ends. */
    void leave() {
        for (ClusterPeer peer : roster.up()) {
            send(peer.instance(), MessageType.LEAVING, new byte[0]);
        }
    }

    @Override
    public void up(ClusterPeer peer, boolean isNew, long now) {
        LOG.log(Level.INFO, "cluster: instance {0} is heard{1}", peer.name(), isNew ? "" : " again");
        conversations.forEach(conversation -> conversation.up(peer, now));
    }

    @Override
    public void silent(ClusterPeer peer, long now) {
        LOG.log(Level.WARNING, "cluster: instance {0} is not heard any more", peer.name());
        conversations.forEach(conversation -> conversation.silent(peer, now));
    }

    @Override
    public void gone(ClusterPeer peer, boolean orderly) {
        if (orderly) {
            LOG.log(Level.INFO, "cluster: instance {0} has left", peer.name());
        }
        envelopes.forget(peer.instance());
        conversations.forEach(conversation -> conversation.gone(peer));
    }

    @Override
    public void beat(ClusterPeer peer, Beat beat, long now) {
        conversations.forEach(conversation -> conversation.beat(peer, beat, now));
    }
}

package org.penlb.cluster.peers;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.wire.Message;
import org.penlb.cluster.wire.Refused;

/**
 * The other instances. Each says twice a second that it lives; who is not heard for two seconds is not up, whatever the cluster
 * manager says, and who was not heard for ten minutes is forgotten. For one thread.
 */
public final class Roster {
    /** How often beats are sent. */
    public static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Who was not heard for so long is not up. */
    public static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(10);
    static final int MOST_PEERS = 1_000;

    private final HybridClock clock;
    private final Listener listener;
    private final RandomGenerator random;
    private final long self;
    private final Map<Long, ClusterPeer> peers = new LinkedHashMap<>();

    /** Is told how peers come and go. */
    public interface Listener {
        /** A peer is heard, for the first time or again. */
        void up(ClusterPeer peer, boolean isNew, long now);

        /** A peer is not heard any more. */
        void silent(ClusterPeer peer, long now);

        /** A peer is gone: it said so, or was not heard for long. */
        void gone(ClusterPeer peer, boolean orderly);

        /** A peer said what it has sent and what it knows. */
        void beat(ClusterPeer peer, Beat beat, long now);
    }

    /**
     * @param self this instance
     * @param random for a tag that nobody else has
     */
    public Roster(long self, HybridClock clock, RandomGenerator random, Listener listener) {
        this.self = self;
        this.clock = clock;
        this.random = random;
        this.listener = listener;
    }

    /** All that are known, those included that are not heard. */
    public Collection<ClusterPeer> all() {
        return peers.values();
    }

    public @Nullable ClusterPeer get(long instance) {
        return peers.get(instance);
    }

    /** Those that are heard. */
    public List<ClusterPeer> up() {
        return peers.values().stream().filter(ClusterPeer::isUp).toList();
    }

    /** Whether this instance hears less than half of those that it knows, itself included. */
    public boolean isCutOff() {
        int known = peers.size() + 1;
        int heard = up().size() + 1;
        return 2 * heard < known;
    }

    /** The peer whose messages go to a node, or null. */
    public @Nullable ClusterPeer at(String node) {
        return peers.values().stream()
                .filter(peer -> peer.node().equals(node))
                .findFirst()
                .orElse(null);
    }

    /** Whether a peer that is up hears a node. */
    public boolean isHeardByOthers(String node) {
        return peers.values().stream()
                .anyMatch(peer -> peer.isUp() && peer.beat().hears(node));
    }

    /** A message of a peer has come in, of whatever type. */
    public void heard(long instance, long now) {
        ClusterPeer peer = peers.get(instance);
        if (peer != null) {
            peer.heard(now);
            if (!peer.isUp()) {
                peer.up(true, now);
                listener.up(peer, false, now);
            }
        }
    }

    /** What a peer said was not taken, for its clock is wrong. */
    public void refused(long instance, long now) {
        ClusterPeer peer = peers.get(instance);
        if (peer != null) {
            peer.refused(now);
        }
    }

    /**
     * A beat has come in.
     *
     * @throws IOException if it is none
     * @throws Refused if there are too many peers already
     */
    public void beat(Message message, long now) throws IOException, Refused {
        Beat beat = Beat.read(message.body());
        ClusterPeer peer = peers.get(message.from());
        if (peer == null) {
            if (peers.size() >= MOST_PEERS) {
                throw new Refused(Refused.Reason.TOO_MANY);
            }
            peer = new ClusterPeer(message.from(), beat, now);
            peers.put(message.from(), peer);
            peer.up(true, now);
            listener.up(peer, true, now);
        } else {
            peer.beat(beat);
            heard(message.from(), now);
        }
        otherTag(peer);
        listener.beat(peer, beat, now);
    }

    /** Of two instances with the same tag one takes another. */
    private void otherTag(ClusterPeer peer) {
        if (peer.beat().tag() == clock.tag() && peer.instance() > self) {
            clock.tag(random.nextInt(HybridClock.TAGS));
        }
    }

    /** A peer says that it ends. */
    public void leaving(long instance) {
        ClusterPeer peer = peers.get(instance);
        if (peer != null) {
            remove(peer, true);
        }
    }

    private void remove(ClusterPeer peer, boolean orderly) {
        peers.remove(peer.instance());
        listener.gone(peer, orderly);
    }

    /** Notes who is not heard any more. */
    public void tick(long now) {
        for (ClusterPeer peer : List.copyOf(peers.values())) {
            if (isStartedAnew(peer, now)) {
                remove(peer, false);
            } else if (peer.isUp() && now - peer.heardAt() > SILENT_NANOS) {
                peer.up(false, now);
                listener.silent(peer, now);
            } else if (!peer.isUp() && now - peer.heardAt() > FORGET_NANOS) {
                remove(peer, false);
            }
        }
    }

    /** Whether there is another one of its name by now, and it was not heard since that one came. */
    private boolean isStartedAnew(ClusterPeer peer, long now) {
        return now - peer.heardAt() > 2 * BEAT_NANOS
                && peers.values().stream()
                        .anyMatch(other -> other != peer
                                && other.name().equals(peer.name())
                                && other.since() - peer.heardAt() > 0
                                && now - other.since() > 2 * BEAT_NANOS);
    }
}

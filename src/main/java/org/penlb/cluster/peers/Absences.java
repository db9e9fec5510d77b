package org.penlb.cluster.peers;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Members that the cluster manager lists and who are not heard. That may be theirs to mend, or the network's; but where others
 * hear them it is this instance that has lost its way. Then it tells its own way again, and if that does not help it leaves and
 * joins afresh. For one thread.
 */
public final class Absences {
    private static final long REGISTER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long JOIN_NANOS = TimeUnit.SECONDS.toNanos(15);
    /** Whoever joined afresh has some time to hear the others. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** What to do. */
    public enum Remedy {
        NOTHING,
        /** To tell the others the way here again. */
        REGISTER,
        /** To leave, and to join afresh. */
        JOIN_AFRESH
    }

    private final Roster roster;
    private final Map<String, Long> absentSince = new HashMap<>();
    private long registeredAt;
    private long joinedAt;

    /**
     * @param now as with all calls, nanoseconds from any origin
     */
    public Absences(Roster roster, long now) {
        this.roster = roster;
        joined(now);
    }

    /** This instance has joined. */
    public void joined(long now) {
        absentSince.clear();
        registeredAt = now;
        joinedAt = now;
    }

    /**
     * What to do now; who asks does it.
     *
     * @param listed the nodes that the cluster manager lists, without this one
     * @param lives whether there is another sign that a node lives than that it is heard
     */
    public Remedy look(Collection<String> listed, Predicate<String> lives, long now) {
        absentSince.keySet().retainAll(listed);
        Remedy remedy = Remedy.NOTHING;
        for (String node : listed) {
            ClusterPeer peer = roster.at(node);
            if (peer != null && (peer.isUp() || peer.isRefused(now))) { // its clock is wrong, and no way is lost
                absentSince.remove(node);
                continue;
            }
            long absent = now - absentSince.computeIfAbsent(node, _ -> now);
            boolean elsewhere = roster.isHeardByOthers(node) || lives.test(node);
            if (absent >= JOIN_NANOS && elsewhere && now - joinedAt >= PAUSE_NANOS) {
                return Remedy.JOIN_AFRESH;
            }
            if (absent >= REGISTER_NANOS && now - registeredAt >= REGISTER_NANOS) {
                remedy = Remedy.REGISTER;
            }
        }
        if (remedy == Remedy.REGISTER) {
            registeredAt = now;
        }
        return remedy;
    }
}

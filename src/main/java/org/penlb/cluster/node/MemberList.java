package org.penlb.cluster.node;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;

/**
 * What the event bus asks of Hazelcast, answered from the list of members, which each member has, and never from a map.
 * A map waits for the member that holds a part of it: with the usual answers a member that stops disturbs the messages
 * between all the others, for as long as Hazelcast needs to drop it.
 *
 * <p>It can be so simple because an address has one node that listens ({@link #addressOf}), and because members say when
 * they join where their event bus is. Nothing needs cleaning up when a member leaves, nothing must be told again after a merge,
 * and one that Hazelcast dropped by mistake is still reached.
 */
@SuppressWarnings(
        "UnsynchronizedOverridesSynchronized") // the lock is held while a node leaves, and guards nothing of this
final class MemberList extends HazelcastClusterManager {
    private static final String ADDRESS_PREFIX = "pen.";
    /** The attribute that Vert.x's own cluster manager gives a member. */
    private static final String NODE_ID = "__vertx.nodeId";

    private static final String EVENT_BUS = "pen.eventBus";
    /** Those that are gone are remembered, too, in case that they are not; so many at most. */
    private static final int MOST_NODES = 1024;

    /** Guarded by itself. */
    private final Map<String, NodeInfo> known = new LinkedHashMap<>();

    private volatile @Nullable NodeInfo own;
    private volatile @Nullable RegistrationListener routes;

    MemberList(Config config) {
        super(config);
    }

    /** The event-bus address at which a node, and no other, is told something. */
    static String addressOf(String node) {
        return ADDRESS_PREFIX + node;
    }

    /** Says where the event bus of a member to be is. */
    static void tellEventBus(Config config, Address.Inet eventBus) {
        config.getMemberAttributeConfig().setAttribute(EVENT_BUS, eventBus.toString());
    }

    /** Nothing stays behind of a start that fails half-way: the next one needs the port. */
    @Override
    public void join(Completable<Void> done) {
        super.join((_, failure) -> {
            if (failure == null) {
                done.succeed();
            } else {
                end();
                done.fail(failure);
            }
        });
    }

    /** With a good-bye to the others if that takes no longer than Hazelcast is told, and for certain. */
    @Override
    public void leave(Completable<Void> done) {
        Thread.ofPlatform().daemon().name("pen-cluster-leave").start(() -> {
            try {
                getHazelcastInstance().getLifecycleService().shutdown();
            } catch (RuntimeException _) {
                // it is ended all the same
            }
            end();
            done.succeed();
        });
    }

    private void end() {
        HazelcastInstance hazelcast = getHazelcastInstance();
        if (hazelcast != null) {
            hazelcast.getLifecycleService().terminate();
        }
    }

    @Override
    public void registrationListener(RegistrationListener listener) {
        routes = listener;
        super.registrationListener(listener);
    }

    @Override
    public void addRegistration(String address, RegistrationInfo registration, Completable<Void> done) {
        done.succeed();
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> done) {
        done.succeed();
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> found) {
        found.succeed(
                address.startsWith(ADDRESS_PREFIX)
                        ? List.of(new RegistrationInfo(address.substring(ADDRESS_PREFIX.length()), 0, false))
                        : List.of());
    }

    @Override
    public void setNodeInfo(NodeInfo info, Completable<Void> done) {
        own = info;
        done.succeed();
    }

    @Override
    public @Nullable NodeInfo getNodeInfo() {
        return own;
    }

    @Override
    public void getNodeInfo(String node, Completable<NodeInfo> found) {
        getHazelcastInstance().getCluster().getMembers().forEach(this::remember);
        NodeInfo info;
        synchronized (known) {
            info = known.get(node);
        }
        if (info == null) {
            found.fail("node " + node + " is not a member of the cluster");
        } else {
            found.succeed(info);
        }
    }

    private void remember(Member member) {
        String node = member.getAttribute(NODE_ID);
        String eventBus = member.getAttribute(EVENT_BUS);
        if (node == null || eventBus == null) {
            return;
        }
        int colon = eventBus.lastIndexOf(':');
        String host = eventBus.substring(0, colon).replace("[", "").replace("]", "");
        var info = new NodeInfo(host, Integer.parseInt(eventBus.substring(colon + 1)), null);
        synchronized (known) {
            known.remove(node); // so that the last one to be seen is the last one to be forgotten
            known.put(node, info);
            if (known.size() > MOST_NODES) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        remember(event.getMember());
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        RegistrationListener told = routes;
        if (told != null) {
            told.registrationsLost(); // or the routes to all nodes there ever were would be kept
        }
    }

    @Override
    public void stateChanged(LifecycleEvent event) {
        // After a merge there is nothing to mend.
    }
}

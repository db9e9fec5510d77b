package org.penlb.cluster.assignments;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Balancer;
import org.penlb.balance.HybridClock;
import org.penlb.balance.SharedClients;

/** The services whose clients are shared, by name. For one thread. */
final class SharedServices {
    /**
     * A service as it is now.
     *
     * @param name it may change
     */
    record Named(String name, Balancer balancer, SharedClients clients) {}

    private static final long ON_THE_WAY_MILLIS = 1_000;

    private final Supplier<List<Named>> source;
    private final HybridClock clock;
    private Map<String, SharedService> services = Map.of();

    SharedServices(Supplier<List<Named>> source, HybridClock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** Services may have come, gone or got other names or servers. */
    void follow() {
        Map<Balancer, SharedService> known = new HashMap<>();
        services.values().forEach(service -> known.put(service.balancer(), service));
        Map<String, SharedService> now = new HashMap<>();
        for (Named named : source.get()) {
            SharedService service = known.get(named.balancer());
            now.put(named.name(), service == null ? new SharedService(named.balancer(), named.clients()) : service);
        }
        services = now;
        services.values().forEach(SharedService::follow);
    }

    Map<String, SharedService> all() {
        return services;
    }

    @Nullable
    SharedService get(String name) {
        return services.get(name);
    }

    /** Which versions others may compare with what is known here: those after this. */
    long after(SharedService service) {
        long tracking = service.balancer().config().tracking().toMillis();
        long forgotten = tracking == 0 ? HybridClock.NEVER : HybridClock.first(clock.now() - tracking);
        return Math.max(service.clients().horizon(), forgotten);
    }

    /** Later than every version that was heard of. */
    long latest() {
        return clock.next();
    }

    /** Which versions others may compare with what is known here: what is on its way is later, by whichever clock. */
    long upTo() {
        return HybridClock.first(HybridClock.millis(latest()) - ON_THE_WAY_MILLIS);
    }
}

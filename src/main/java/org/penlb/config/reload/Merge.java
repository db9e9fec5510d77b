package org.penlb.config.reload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.Route;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.WebConfig;

/**
 * What a file that was read again makes of a running configuration. Only what changed in the file is carried out: what a
 * command has changed since, such as a server that is drained at night, stays until the file says something else about the
 * same thing.
 */
public final class Merge {
    /**
     * A service that is to run.
     *
     * @param config what is to run
     * @param runsAs the name of the service that goes on as this one; null for a new one
     */
    public record Service(ServiceConfig config, @Nullable String runsAs) {}

    /**
     * What is to run.
     *
     * @param services those of the configuration, in its order
     */
    public record Result(PenConfig config, List<Service> services) {
        public Result {
            services = List.copyOf(services);
        }
    }

    private final PenConfig base;
    private final PenConfig wanted;
    private final PenConfig running;
    private final Set<String> taken = new HashSet<>();

    private Merge(PenConfig base, PenConfig wanted, PenConfig running) {
        this.base = base;
        this.wanted = wanted;
        this.running = running;
    }

    /**
     * @param base what the file said before
     * @param wanted what the file says now
     * @param running what runs
     * @throws ConfigException if that cannot be had without a restart, or does not go together
     */
    public static Result of(PenConfig base, PenConfig wanted, PenConfig running) {
        return new Merge(base, wanted, running).result();
    }

    private Result result() {
        stays("relay", running.relay(), wanted.relay());
        stays("eventLoops", running.eventLoops(), wanted.eventLoops());
        stays("geoip", running.geoip(), wanted.geoip());
        stays("control.listen", running.control().listen(), wanted.control().listen());
        stays("control.mode", running.control().socketMode(), wanted.control().socketMode());
        stays("control.asRoot", running.control().asRoot(), wanted.control().asRoot());
        stays("web.listen", running.web().listen(), wanted.web().listen());
        stays("web.tls", spoken(running.web()), spoken(wanted.web()));
        ClusterMerge.requireSame(running.cluster(), wanted.cluster());
        List<Service> services = services();
        var config = new PenConfig(
                services.stream().map(Service::config).toList(),
                running.relay(),
                running.eventLoops(),
                FieldMerge.merge(base.control(), wanted.control(), running.control()),
                FieldMerge.merge(base.web(), wanted.web(), running.web()),
                FieldMerge.merge(base.debug(), wanted.debug(), running.debug()),
                running.geoip(),
                ClusterMerge.merged(running.cluster(), wanted.cluster()));
        return new Result(config, services);
    }

    static void stays(String place, @Nullable Object runs, @Nullable Object wanted) {
        if (!Objects.equals(runs, wanted)) {
            throw new ConfigException(place + ": " + (wanted == null ? "not there" : wanted)
                    + " takes a restart (expected while Pen runs: " + (runs == null ? "none" : runs) + ")");
        }
    }

    private static @Nullable String spoken(WebConfig web) {
        return web.tls() == null ? null : "TLS";
    }

    private List<Service> services() {
        var known = new ArrayList<@Nullable ServiceConfig>();
        // Names first: a service that moved is the one of its name, not the one that took its place.
        wanted.services().forEach(service -> known.add(taken(byName(base, service.name()))));
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i) == null) {
                known.set(i, taken(byListener(wanted.services().get(i))));
            }
        }
        return IntStream.range(0, known.size())
                .mapToObj(i -> service(wanted.services().get(i), known.get(i)))
                .toList();
    }

    private @Nullable ServiceConfig taken(@Nullable ServiceConfig service) {
        return service != null && taken.add(service.name()) ? service : null;
    }

    private static @Nullable ServiceConfig byName(PenConfig config, String name) {
        return config.services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** A service that was given another name is still the one behind its listener. */
    private @Nullable ServiceConfig byListener(ServiceConfig renamed) {
        return base.services().stream()
                .filter(service -> !taken.contains(service.name()) && byName(wanted, service.name()) == null)
                .filter(service -> service.protocol() == renamed.protocol()
                        && service.listen().equals(renamed.listen())
                        && isSameRoute(service, renamed))
                .findFirst()
                .orElse(null);
    }

    /** Routes listen where their service does: which of them it is says what it asks for. */
    private static boolean isSameRoute(ServiceConfig one, ServiceConfig other) {
        return one.routing() instanceof Route before
                ? other.routing() instanceof Route now
                        && before.sni().equals(now.sni())
                        && before.alpn().equals(now.alpn())
                : !(other.routing() instanceof Route);
    }

    private Service service(ServiceConfig now, @Nullable ServiceConfig before) {
        ServiceConfig runs = before == null ? null : byName(running, before.name());
        if (before == null || runs == null) {
            return new Service(now, null);
        }
        if (runs.protocol() != now.protocol()) {
            throw new ConfigException("service \"" + now.name() + "\": what is a " + runs.protocol()
                    + " service cannot become a " + now.protocol()
                    + " service while Pen runs (expected: another name, or a"
                    + " restart)");
        }
        return new Service(merged(before, now, runs), runs.name());
    }

    private static ServiceConfig merged(ServiceConfig base, ServiceConfig wanted, ServiceConfig running) {
        var builder = new ServiceBuilder(FieldMerge.merge(base, wanted, running));
        builder.servers().clear();
        builder.servers().addAll(ServerPlaces.merge(base.servers(), wanted.servers(), running.servers()));
        for (int i = 0; i < AccessList.COUNT; i++) {
            boolean same = base.accessLists().get(i).equals(wanted.accessLists().get(i));
            builder.accessLists().set(i, (same ? running : wanted).accessLists().get(i));
        }
        // The table of clients does not shrink.
        builder.clientsMax = Math.max(builder.clientsMax, running.clientsMax());
        return builder.build();
    }
}

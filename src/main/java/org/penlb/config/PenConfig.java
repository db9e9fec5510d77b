package org.penlb.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.cluster.ClusterConfig;

/**
 * Everything that one Pen is asked to do.
 *
 * @param services at least one, with different names and listeners (UDP and TCP have ports of their own). Routes are
 *     services, too, and come behind the one that listens for them
 * @param relay the data path
 * @param eventLoops how many event loops accept clients of each TCP listener
 * @param control who may change it while it runs
 * @param web the page that shows it, and its API
 * @param debug how much is told
 * @param geoip the database of countries, which access lists with rules about countries need; null if there is none
 * @param cluster the instances that it shares with what they know; null if it is alone
 */
public record PenConfig(
        List<ServiceConfig> services,
        RelayKind relay,
        int eventLoops,
        ControlConfig control,
        WebConfig web,
        DebugConfig debug,
        @Nullable Path geoip,
        @Nullable ClusterConfig cluster) {
    /** Services alone, without a control port. */
    public PenConfig(List<ServiceConfig> services, RelayKind relay, int eventLoops) {
        this(services, relay, eventLoops, ControlConfig.NONE, WebConfig.NONE, DebugConfig.NONE, null, null);
    }

    public PenConfig {
        services = List.copyOf(services);
        if (services.isEmpty()) {
            throw new ConfigException("services: none (expected: at least one)");
        }
        if (eventLoops < 1) {
            throw new ConfigException("event loops: " + eventLoops + " is not 1 or more");
        }
        rejectTls(relay, services);
        Set<String> names = new HashSet<>();
        Set<Address> connections = new HashSet<>();
        Set<Address> datagrams = new HashSet<>();
        for (ServiceConfig service : services) {
            if (!names.add(service.name())) {
                throw new ConfigException("services: the name \"" + service.name() + "\" is there twice");
            }
            if (service.routing() instanceof Route) {
                continue; // it listens nowhere
            }
            Address place = service.listen().plain();
            boolean sameForConnections = service.protocol().hasConnections() && !connections.add(place);
            boolean sameForDatagrams = service.protocol().hasDatagrams() && !datagrams.add(place);
            if ((sameForConnections || sameForDatagrams)
                    && !(service.listen() instanceof Address.Inet inet && inet.port() == 0)) {
                throw new ConfigException("services: the listener " + service.listen() + " is there twice");
            }
            if (geoip == null) {
                rejectCountries(service);
            }
        }
        RouteRules.check(services);
    }

    /** How many services listen: all but routes. */
    public int listening() {
        return (int) services.stream()
                .filter(service -> !(service.routing() instanceof Route))
                .count();
    }

    /** What is allowed, but can hardly be meant: a line each, in an operator's words. */
    public List<String> doubts() {
        return Stream.of(
                        services.stream().flatMap(service -> service.doubts().stream()),
                        AccessDoubts.of(this).stream(),
                        cluster == null ? Stream.<String>of() : cluster.doubts().stream())
                .flatMap(each -> each)
                .toList();
    }

    private static void rejectTls(RelayKind relay, List<ServiceConfig> services) {
        for (ServiceConfig service : services) {
            if (relay == RelayKind.CHANNEL && service.hasTls()) {
                throw new ConfigException("relay: \"channel\" has no TLS, which service \"" + service.name()
                        + "\" asks for (expected: \"auto\" or \"socket\")");
            }
        }
    }

    private static void rejectCountries(ServiceConfig service) {
        for (int i = 0; i < AccessList.COUNT; i++) {
            for (AccessRule rule : service.accessLists().get(i).rules()) {
                if (rule instanceof AccessRule.Country) {
                    String place = "service \"" + service.name() + "\"";
                    throw new ConfigException(
                            place, AccessRules.noDatabase("acl " + i + " " + AccessRules.write(rule)));
                }
            }
        }
    }
}

package org.penlb.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What is said of access lists, and can hardly be meant: lists that keep nobody out. */
final class AccessDoubts {
    private final PenConfig config;
    /** The lists that are in use, by the service that they are of. */
    private final Map<String, Set<Integer>> used = new HashMap<>();

    private AccessDoubts(PenConfig config) {
        this.config = config;
    }

    /** A line each. */
    static List<String> of(PenConfig config) {
        var doubts = new AccessDoubts(config);
        doubts.findUsed();
        return Stream.concat(doubts.unused().stream(), doubts.open().stream()).toList();
    }

    private void findUsed() {
        use(config.services().getFirst(), config.control().acl());
        for (ServiceConfig service : config.services()) {
            use(service, service.clientAcl());
            service.everyServer().forEach(server -> use(service, server.acl()));
        }
    }

    /** A route has the lists of the service that listens for it. */
    private void use(ServiceConfig service, int list) {
        String owner = service.routing() instanceof Route route ? route.of() : service.name();
        used.computeIfAbsent(owner, _ -> new HashSet<>()).add(list);
    }

    /** Whoever writes rules believes that somebody is held against them. */
    private List<String> unused() {
        List<String> unused = new ArrayList<>();
        for (ServiceConfig service : config.services()) {
            for (int i = 0; i < AccessList.COUNT; i++) {
                if (!(service.routing() instanceof Route)
                        && !service.accessLists().get(i).rules().isEmpty()
                        && !used.getOrDefault(service.name(), Set.of()).contains(i)) {
                    unused.add(service.name() + ": access list " + i
                            + " has rules, and nobody is held against it (expected: clientAcl, or a server's acl)");
                }
            }
        }
        return unused;
    }

    /** Commands from everywhere. */
    private List<String> open() {
        ControlConfig control = config.control();
        ServiceConfig first = config.services().getFirst();
        boolean everybody = first.accessLists().get(control.acl()).rules().isEmpty();
        return control.listen() instanceof Address.Inet inet && !isLoopback(inet) && everybody
                ? List.of(
                        "control.listen: " + inet + " lets everybody give commands who reaches it (expected: loopback,"
                                + " or control.acl with a list of rules)")
                : List.of();
    }

    private static boolean isLoopback(Address.Inet inet) {
        IpAddress literal = inet.literal();
        return literal == null ? inet.host().equalsIgnoreCase("localhost") : literal.isLoopback();
    }
}

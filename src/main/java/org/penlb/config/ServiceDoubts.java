package org.penlb.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.tls.ClientAuth;

/**
 * What a service is allowed to be, but can hardly be meant to be, in an operator's words. It is no error, since pen starts
 * with it, too, and commands may follow that set it right.
 */
final class ServiceDoubts {
    /** Nobody reads the names of more servers. */
    private static final int FEW = 5;

    private final ServiceConfig service;
    /** Those that are there, whatever the operator wants of them. */
    private final List<ServerConfig> servers;

    private final List<String> doubts = new ArrayList<>();

    private ServiceDoubts(ServiceConfig service) {
        this.service = service;
        this.servers = service.servers().stream()
                .filter(server -> server.state() != AdminState.REMOVED)
                .toList();
    }

    /** A line each. */
    static List<String> of(ServiceConfig service) {
        var found = new ServiceDoubts(service);
        found.addresses();
        found.limits();
        found.choice();
        if (!(service.routing() instanceof Route)) { // whose lists are those of the service that listens
            found.lists();
        }
        found.http2();
        return found.doubts;
    }

    private void addresses() {
        Set<Address> seen = new HashSet<>();
        tell(server -> !seen.add(server.address().plain()), "there twice: clients that leave one come to the other");
        role("emergency", service.emergency(), seen);
        role("abuse", service.abuse(), seen);
        tell(server -> hasPort0(server.address()), "at port 0, where nobody listens: it gets no client");
        tell(server -> isUnspecified(server.address()), "at the address of no machine: it stands for this one itself");
        if (service.protocol() == Protocol.STREAM) { // for others it is an error
            tell(server -> isOfNobody(server.address()), "at a multicast or broadcast address, where nobody answers");
        }
    }

    private void role(String role, @Nullable ServerConfig server, Set<Address> regular) {
        if (server == null) {
            return;
        }
        if (regular.contains(server.address().plain())) {
            add(role + " server \"" + server.address() + "\" is one of the servers, too");
        }
        if (hasPort0(server.address())) {
            add(role + " server \"" + server.address() + "\" is at port 0, where nobody listens");
        }
    }

    private void limits() {
        tell(
                server -> server.hard() > 0 && server.max() == 0,
                "said to have a hard limit without a soft one (max), which has no effect");
        tell(
                server -> server.hard() > 0 && server.max() > 0 && server.hard() < server.max(),
                "said to have a hard limit below the soft one (max), which has no effect");
    }

    private void choice() {
        boolean byWeight = service.selection().isByWeight();
        if (byWeight && !servers.isEmpty() && servers.stream().allMatch(server -> server.weight() == 0)) {
            add("servers are chosen by weight, and all have weight 0: none of them gets a client");
        } else if (byWeight) {
            tell(server -> server.weight() == 0, "of weight 0, and servers are chosen by weight: it gets no client");
        } else if (servers.size() > 1
                && differ(servers.stream().map(ServerConfig::weight).filter(weight -> weight > 0))) {
            add("servers differ in weight, and are not chosen by it (expected: the selection \"weight\")");
        }
        boolean byPrio = service.selection().picker() == Selection.Flag.PRIO;
        if (!byPrio && servers.size() > 1 && differ(servers.stream().map(ServerConfig::prio))) {
            add("servers differ in prio, and are not chosen by it (expected: the selection \"prio\")");
        }
        boolean noneIsUp = servers.stream().allMatch(server -> server.state() == AdminState.DRAINING);
        if (!servers.isEmpty() && noneIsUp && service.emergency() == null) {
            add("all servers are draining, and there is no emergency server: no new client is served");
        }
    }

    private static boolean differ(Stream<Integer> values) {
        return values.distinct().limit(2).count() > 1;
    }

    private void lists() {
        if (service.clientAcl() != 0
                && service.accessLists().get(service.clientAcl()).rules().isEmpty()) {
            add("clients are held against access list " + service.clientAcl() + ", which is empty: all are let in");
        }
        tell(
                server -> server.acl() != 0
                        && service.accessLists().get(server.acl()).rules().isEmpty(),
                "said to have an access list that is empty: it takes all clients");
    }

    private void http2() {
        if (service.tls() == null
                || !service.tls().alpn().contains("h2")
                || !service.stream().editsHttp()) {
            return;
        }
        add((service.stream().http() ? "forwardedFor" : "forwarded")
                + " changes no requests of HTTP/2, and tls.alpn has h2: they pass as they are,"
                + " with all that clients say of themselves");
        if (service.tls().clientAuth() != ClientAuth.NONE) {
            add("of clients' certificates (tls.clientAuth) servers are not told in requests of HTTP/2,"
                    + " and tls.alpn has h2: what clients say there of certificates is their own word");
        }
    }

    /** Says of all servers like that what they are; of thousands the first ones are named. */
    private void tell(Predicate<ServerConfig> which, String what) {
        List<ServerConfig> found = new ArrayList<>(); // no stream: mostly there are a few servers, and many services
        for (ServerConfig server : servers) {
            if (which.test(server)) {
                found.add(server);
            }
        }
        if (!found.isEmpty()) {
            String names = found.stream()
                    .limit(FEW)
                    .map(server -> "\"" + server.address() + "\"")
                    .collect(Collectors.joining(", "));
            String more = found.size() > FEW ? " and " + (found.size() - FEW) + " more" : "";
            add("server " + names + more + " is " + what);
        }
    }

    private void add(String doubt) {
        doubts.add(service.name() + ": " + doubt);
    }

    private static boolean hasPort0(Address address) {
        return address instanceof Address.Inet inet && inet.port() == 0;
    }

    private static boolean isUnspecified(Address address) {
        IpAddress literal = address instanceof Address.Inet inet ? inet.literal() : null;
        return literal != null && literal.isUnspecified();
    }

    private static boolean isOfNobody(Address address) {
        IpAddress literal = address instanceof Address.Inet inet ? inet.literal() : null;
        return literal != null && !literal.isUnicast();
    }
}

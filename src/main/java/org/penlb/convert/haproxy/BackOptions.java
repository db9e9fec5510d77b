package org.penlb.convert.haproxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.config.ServiceBuilder;
import org.penlb.convert.Notes;
import org.penlb.convert.ServerGroup;
import org.penlb.convert.Statement;

/** What a backend says: servers, how they are chosen, and the connections to them. */
final class BackOptions {
    private final Proxy back;
    private final TlsGlobals globals;
    private final Notes notes;

    BackOptions(Proxy back, TlsGlobals globals, Notes notes) {
        this.back = back;
        this.globals = globals;
        this.notes = notes;
    }

    /**
     * Gives a service what this backend says, for clients of a frontend.
     *
     * @param carried is given what has its say then
     * @return false if no server is left
     */
    boolean fill(ServiceBuilder service, Proxy front, Set<Statement> carried) {
        back.reads(carried);
        front.reads(carried);
        Stickiness sticky = Stickiness.of(back, notes);
        List<ServerGroup.Member> members = new ArrayList<>();
        for (ServerLine server : back.servers()) {
            ServerGroup.Member member = server.member(service.listen, globals, notes);
            if (member != null) {
                members.add(member);
                carried.addAll(server.defaults());
            }
            if (sticky != null && server.isOnlyForKnownClients()) {
                notes.approximately(
                        server.line().place(),
                        server.line().text(),
                        "it is draining: known clients go elsewhere, too, when their connections end");
            }
        }
        if (members.isEmpty()) {
            return false;
        }
        new ServerGroup(origin(), method(), sticky != null, members).fill(service, notes, carried);
        noteAllBackups();
        if (sticky != null) {
            sticky.fill(service);
            carried.addAll(back.sticks());
        }
        service.blacklist = ServerLine.recoveries(back.servers()).stream()
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        timeouts(service, front);
        keepAlive(service, front);
        source(service);
        return true;
    }

    private void noteAllBackups() {
        HaProxyLine all = back.option("allbackups");
        if (all != null) {
            notes.approximately(all.place(), all.text(), "Pen uses the first backup that is there");
        }
    }

    private HaProxyLine origin() {
        HaProxyLine balance = back.setting("balance");
        return balance == null ? back.head() : balance;
    }

    private ServerGroup.Method method() {
        HaProxyLine balance = back.setting("balance");
        String algorithm = balance == null ? "roundrobin" : balance.words().get(1);
        switch (algorithm) {
            case "roundrobin", "static-rr" -> {
                return ServerGroup.Method.TURNS;
            }
            case "leastconn" -> {
                return ServerGroup.Method.LEAST;
            }
            case "source" -> {
                return ServerGroup.Method.HASH;
            }
            case "first" -> {
                return ServerGroup.Method.FIRST;
            }
            default -> {}
        }
        HaProxyLine line = balance == null ? back.head() : balance;
        if (algorithm.equals("random") || algorithm.startsWith("random(")) {
            notes.approximately(
                    line.place(),
                    line.text(),
                    "of all servers the one with the fewest connections is taken, not of two at random");
            return ServerGroup.Method.LEAST;
        }
        notes.not(
                line.place(),
                line.text(),
                "Pen knows the client's address alone (balance source); servers take turns instead");
        return ServerGroup.Method.TURNS;
    }

    private void timeouts(ServiceBuilder service, Proxy front) {
        HaProxyLine connect = back.timeout("connect");
        Duration toConnect = time(connect);
        if (toConnect.isZero()) {
            HaProxyLine line = connect == null ? back.head() : connect;
            notes.approximately(
                    line.place(),
                    line.text(),
                    "without timeout connect HAProxy waits for ever, and Pen for " + service.connectTimeout.toSeconds()
                            + "s");
        } else {
            service.connectTimeout = toConnect;
        }
        Duration tunnel = time(back.timeout("tunnel"));
        HaProxyLine client = front.timeout("client"); // of which a tunnel's takes the place
        HaProxyLine server = back.timeout("server");
        service.idleTimeout = tunnel.isZero() ? idle(client, server) : tunnel;
    }

    /** A connection is idle if both of its sides are. */
    private Duration idle(@Nullable HaProxyLine clientLine, @Nullable HaProxyLine serverLine) {
        Duration client = time(clientLine);
        Duration server = time(serverLine);
        if (client.equals(server)) {
            return client;
        }
        HaProxyLine said = clientLine == null ? serverLine : clientLine;
        HaProxyLine line = said == null ? back.head() : said;
        notes.approximately(
                line.place(),
                line.text(),
                "Pen has one time for both sides: the shorter of timeout client and timeout server");
        if (client.isZero() || server.isZero()) {
            return client.plus(server);
        }
        return client.compareTo(server) < 0 ? client : server;
    }

    private static Duration time(@Nullable HaProxyLine line) {
        return line == null
                ? Duration.ZERO
                : Units.time(line, "timeout", line.words().get(2));
    }

    private void keepAlive(ServiceBuilder service, Proxy front) {
        boolean clients = front.hasOption("tcpka") || front.hasOption("clitcpka");
        boolean servers = back.hasOption("tcpka") || back.hasOption("srvtcpka");
        service.keepAlive = clients || servers;
        if (clients == servers) {
            return;
        }
        for (Proxy proxy : List.of(front, back)) {
            for (String name : List.of("tcpka", "clitcpka", "srvtcpka")) {
                HaProxyLine line = proxy.option(name);
                if (line != null) {
                    notes.approximately(line.place(), line.text(), "Pen's kernel probes clients and servers alike");
                }
            }
        }
    }

    private void source(ServiceBuilder service) {
        HaProxyLine line = back.setting("source");
        if (line == null) {
            return;
        }
        List<String> words = line.words();
        boolean clients = words.size() == 4
                && words.get(2).equals("usesrc")
                && (words.get(3).equals("clientip") || words.get(3).equals("client"));
        if (clients) {
            service.transparent = true;
        }
        if (words.size() > 2 && !clients) {
            notes.not(line.place(), line.text(), "Pen's source is an address of this machine, or the client's");
            return;
        }
        HaProxyAddress address = HaProxyAddress.parse(line, words.get(1));
        if (address != null && !address.isAny() && !clients) {
            try {
                service.source = IpAddress.parse(address.host());
            } catch (ConfigException e) {
                throw line.error(e);
            }
            if (!address.port().isEmpty()) {
                notes.approximately(line.place(), line.text(), "the port is the system's choice");
            }
        }
    }
}

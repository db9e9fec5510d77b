package org.penlb.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads configuring commands in penctl's language into a service: what {@code -O} says on the command line. Commands that
 * only a running Pen can carry out are errors here.
 */
public final class PenctlReader {
    private static final Set<String> FLAGS =
            Set.of("roundrobin", "hash", "weight", "prio", "stubborn", "tcp_nodelay", "keepalive", "dummy");

    private final ServiceBuilder service;
    private final ServerArguments serverArguments;

    /**
     * @param serverArguments reads the addresses that commands name
     */
    public PenctlReader(ServiceBuilder service, ServerArguments serverArguments) {
        this.service = service;
        this.serverArguments = serverArguments;
    }

    /**
     * Carries out one command.
     *
     * @param line the command's words; a {@code #} starts a comment
     * @throws ConfigException saying what is wrong with it; the service is as before then
     */
    public void read(String line) {
        int comment = line.indexOf('#');
        String text = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (text.isEmpty()) {
            return;
        }
        var words = new Words(text);
        switch (words.next("a command")) {
            case "no" -> no(words);
            case "acl" -> acl(words);
            case "server" -> server(words);
            case "client_acl" -> service.clientAcl = words.lastNumber("access list", 0, AccessList.COUNT - 1);
            case "blacklist" -> service.blacklist = seconds(words, 0);
            case "timeout" -> service.connectTimeout = seconds(words, 1);
            case "tracking" -> service.tracking = seconds(words, 0);
            case "idle_timeout" -> service.idleTimeout = seconds(words, 0);
            case "clients_max" -> service.clientsMax = words.lastNumber("clients_max", 1, Integer.MAX_VALUE - 8);
            case "conn_max" -> service.connectionsMax = words.lastNumber("conn_max", 1, Integer.MAX_VALUE);
            case "pending_max" -> service.pendingMax = words.lastNumber("pending_max", 1, Integer.MAX_VALUE);
            case "idlers" -> service.idlers = words.lastNumber("idlers", 0, 1_000_000);
            case "source" -> service.source = IpAddress.parse(words.last("an address"));
            case "tcp_fastclose" -> service.fastClose = fastClose(words.last("up, down, both or off"));
            // How events are waited for is the platform's choice here, and no core is dumped: accepted for pen's users.
            case "epoll", "kqueue", "poll", "select", "abort_on_error", "block", "delayed_forward" -> words.end();
            case String flag -> flag(flag, true, words);
        }
    }

    private void no(Words words) {
        String what = words.next("what to turn off");
        switch (what) {
            case "acl" ->
                service.accessLists().set(words.lastNumber("access list", 0, AccessList.COUNT - 1), AccessList.EMPTY);
            case "abort_on_error", "block", "delayed_forward" -> words.end();
            default -> flag(what, false, words);
        }
    }

    private void flag(String name, boolean on, Words words) {
        if (!FLAGS.contains(name)) {
            throw Unsupported.command(name, words.line());
        }
        words.end();
        switch (name) {
            case "roundrobin" -> select(Selection.Flag.ROUNDROBIN, on);
            case "hash" -> select(Selection.Flag.HASH, on);
            case "weight" -> select(Selection.Flag.WEIGHT, on);
            case "prio" -> select(Selection.Flag.PRIO, on);
            case "stubborn" -> select(Selection.Flag.STUBBORN, on);
            case "tcp_nodelay" -> service.noDelay = on;
            case "keepalive" -> service.keepAlive = on;
            case "dummy" -> service.dummy = on;
            default -> throw new AssertionError(name);
        }
    }

    private void select(Selection.Flag flag, boolean on) {
        service.selection = service.selection.with(flag, on);
    }

    private void acl(Words words) {
        int number = aclNumber(words);
        String verdict = words.next("permit or deny");
        boolean permit = switch (verdict) {
            case "permit" -> true;
            case "deny" -> false;
            default -> throw new ConfigException("\"" + verdict + "\" is not permit or deny");
        };
        String network = words.next("an address");
        AccessRule rule = switch (network) {
            case "country" -> throw Unsupported.command("acl ... country", "acl ... country");
            case String v6 when v6.indexOf(':') >= 0 -> ipv6Rule(permit, v6);
            case String v4 ->
                AccessRule.v4(permit, IpAddress.parse(v4), IpAddress.parse(words.nextOr("255.255.255.255")));
        };
        words.end();
        service.accessLists().set(number, service.accessLists().get(number).with(rule));
    }

    private static AccessRule ipv6Rule(boolean permit, String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return AccessRule.v6(permit, IpAddress.parse(text), 128);
        }
        int length = Words.number("prefix length", text.substring(slash + 1), 0, 128);
        return AccessRule.v6(permit, IpAddress.parse(text.substring(0, slash)), length);
    }

    private static int aclNumber(Words words) {
        return words.number("access list", 0, AccessList.COUNT - 1);
    }

    private static Duration seconds(Words words, int least) {
        return Duration.ofSeconds(words.lastNumber("seconds", least, Integer.MAX_VALUE));
    }

    private static FastClose fastClose(String word) {
        for (FastClose value : FastClose.values()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(word)) {
                return value;
            }
        }
        throw new ConfigException("\"" + word + "\" is not up, down, both or off");
    }

    private void server(Words words) {
        List<ServerConfig> servers = service.servers();
        int index = words.number("server", 0, servers.size());
        ServerConfig server = index < servers.size() ? servers.get(index) : null;
        while (words.hasNext()) {
            String what = words.next("a setting");
            if (server == null) {
                if (!what.equals("address")) {
                    throw new ConfigException(
                            "server " + index + " is new (expected: address first, found: " + what + ")");
                }
                server = new ServerConfig(serverArguments.address(words.next("an address"), service.listen()));
                continue;
            }
            server = change(server, what, words);
        }
        if (server == null) {
            throw new ConfigException("server " + index + " is not there (expected: 0 to " + (servers.size() - 1)
                    + ", or an address for a new one)");
        }
        if (index == servers.size()) {
            servers.add(server);
        } else {
            servers.set(index, server);
        }
    }

    private ServerConfig change(ServerConfig server, String what, Words words) {
        int most = Integer.MAX_VALUE;
        return switch (what) {
            case "address" -> server.withAddress(serverArguments.address(words.next("an address"), server.address()));
            case "port" -> server.withAddress(withPort(server.address(), words.number("port", 0, 65535)));
            case "acl" -> server.withAcl(aclNumber(words));
            case "max" -> server.withMax(words.number("max", 0, most));
            case "hard" -> server.withHard(words.number("hard", 0, most));
            case "weight" -> server.withWeight(words.number("weight", 0, most));
            case "prio" -> server.withPrio(words.number("prio", Integer.MIN_VALUE, most));
            case "blacklist" -> throw Unsupported.command("server N blacklist", "server N blacklist");
            default ->
                throw new ConfigException(
                        "\"" + what + "\" is not acl, address, port, max, hard, blacklist, weight or prio");
        };
    }

    private static Address withPort(Address address, int port) {
        return address instanceof Address.Inet inet ? new Address.Inet(inet.host(), port) : address;
    }
}

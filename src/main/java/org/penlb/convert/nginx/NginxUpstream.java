package org.penlb.convert.nginx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.convert.Notes;
import org.penlb.convert.ServerGroup;
import org.penlb.convert.Statement;

/** A group of servers of nginx: an {@code upstream} block, or the one server that {@code proxy_pass} names. */
final class NginxUpstream {
    private static final int MOST_WEIGHT = 1_000_000;

    private final Directive origin;
    private final List<Directive> options = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final Notes notes = new Notes();
    private ServerGroup.Method method = ServerGroup.Method.TURNS;
    private Statement by;
    private boolean shared;

    /**
     * @param fails after how many failures it is left alone; 0 for never
     * @param failTimeout how long
     */
    private record Member(ServerGroup.Member member, int fails, Duration failTimeout) {
        boolean isChosen() {
            return !member.backup() && member.server().state() == AdminState.UP;
        }
    }

    private NginxUpstream(Directive origin) {
        this.origin = origin;
        by = origin;
    }

    /** The servers of an {@code upstream} block. */
    static NginxUpstream read(Directive block) {
        var upstream = new NginxUpstream(block);
        for (Directive directive : block.inside()) {
            upstream.take(directive);
        }
        if (upstream.members.isEmpty()) {
            throw block.error("no servers are inside upstream \"" + block.argument() + "\"");
        }
        upstream.noteLimits();
        return upstream;
    }

    /** The server that a {@code proxy_pass} or a line of a map names. */
    static NginxUpstream single(Directive line, String address) {
        var upstream = new NginxUpstream(line);
        upstream.server(line, address, List.of());
        return upstream;
    }

    private void take(Directive directive) {
        switch (directive.name()) {
            case "server" -> {
                List<String> words = directive.arguments();
                if (words.isEmpty()) {
                    throw directive.error("invalid number of arguments in \"server\" (expected: an address)");
                }
                server(directive, words.getFirst(), words.subList(1, words.size()));
            }
            case "zone" -> {
                shared = true; // all event loops of Pen share what they know
                options.add(directive);
            }
            case "least_conn" -> choose(ServerGroup.Method.LEAST, directive);
            case "hash" -> hash(directive);
            case "random" -> {
                boolean two = directive.arguments().contains("two");
                choose(two ? ServerGroup.Method.LEAST : ServerGroup.Method.TURNS, directive);
                notes.approximately(
                        directive.place(),
                        directive.text(),
                        two
                                ? "of all servers the one with the fewest connections is taken, not of two at random"
                                : "servers take turns, and not at random");
            }
            case "least_time" -> {
                choose(ServerGroup.Method.LEAST, directive);
                notes.approximately(
                        directive.place(),
                        directive.text(),
                        "the fewest connections count, and not the time to answer");
            }
            default -> notes.not(directive.place(), directive.text(), NginxLeftOutReasons.of(directive.name()));
        }
    }

    private void choose(ServerGroup.Method chosen, Directive directive) {
        method = chosen;
        by = directive;
        options.add(directive);
    }

    private void hash(Directive directive) {
        String key =
                directive.arguments().isEmpty() ? "" : directive.arguments().getFirst();
        if (key.equals("$remote_addr") || key.equals("$binary_remote_addr")) {
            choose(ServerGroup.Method.HASH, directive);
        } else {
            notes.not(
                    directive.place(),
                    directive.text(),
                    "Pen hashes the client's address alone (hash $remote_addr); servers take turns instead");
        }
    }

    private void server(Directive directive, String text, List<String> parameters) {
        Address address = NginxAddress.server(directive, text);
        var server = new ServerConfig(address);
        int weight = 1;
        int fails = 1;
        Duration failTimeout = Duration.ofSeconds(10);
        boolean backup = false;
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals + 1);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            switch (name) {
                case "weight=" -> weight = NginxUnits.number(directive, "weight", value, 1, MOST_WEIGHT);
                case "max_conns=" ->
                    server = server.withMax(NginxUnits.number(directive, "max_conns", value, 0, Integer.MAX_VALUE));
                case "max_fails=" -> fails = NginxUnits.number(directive, "max_fails", value, 0, Integer.MAX_VALUE);
                case "fail_timeout=" -> failTimeout = NginxUnits.time(directive, "fail_timeout", value);
                case "backup" -> backup = true;
                case "down" -> server = server.withState(AdminState.DRAINING);
                case "resolve", "service=", "slow_start=" ->
                    notes.not(directive.place(), directive.text(), NginxLeftOutReasons.of(name));
                default -> throw directive.error("invalid parameter \"" + parameter + "\" of \"server\"");
            }
        }
        if (address instanceof Address.Inet inet && isName(inet.host())) {
            notes.approximately(
                    directive.place(),
                    directive.text(),
                    "of the addresses of a name Pen uses the first, and nginx all");
        }
        var member = new ServerGroup.Member(directive, server, weight, backup);
        members.add(new Member(member, fails, failTimeout));
    }

    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !host.matches("[0-9.]+");
    }

    private void noteLimits() {
        for (Member one : members) {
            Statement at = one.member().origin();
            if (one.fails() > 1 && members.size() > 1) {
                notes.approximately(at.place(), at.text(), "Pen leaves a server alone after its first failure");
            }
            if (one.member().server().max() > 0 && !shared) {
                notes.approximately(
                        at.place(), at.text(), "the limit is for all event loops; nginx has it for each worker");
            }
        }
    }

    /**
     * Gives the service these servers, as far as its protocol can have them.
     *
     * @param carried is given what has its say then
     * @return whether there is one
     */
    boolean fill(ServiceBuilder service, Notes into, Set<Statement> carried) {
        into.addAll(notes);
        List<ServerGroup.Member> fit = new ArrayList<>();
        for (Member one : members) {
            ServerGroup.Member member = one.member();
            if (service.protocol.hasDatagrams() && member.server().address() instanceof Address.Unix) {
                into.missing(member.origin().place(), member.origin().text(), "Pen has no datagrams over Unix sockets");
            } else if (member.server().address().equals(service.listen)) {
                into.missing(
                        member.origin().place(),
                        member.origin().text(),
                        "it is the listener itself: a client would be handed round without end");
            } else {
                fit.add(member);
            }
        }
        if (fit.isEmpty()) {
            return false;
        }
        new ServerGroup(by, method, false, fit).fill(service, into, carried);
        carried.add(origin);
        carried.addAll(options);
        service.blacklist = blacklist(into);
        return true;
    }

    /** A server without any other is never left alone by nginx. */
    private Duration blacklist(Notes into) {
        List<Member> regular = members.stream().filter(Member::isChosen).toList();
        List<Duration> times = regular.stream()
                .map(one -> one.fails() == 0 ? Duration.ZERO : one.failTimeout())
                .distinct()
                .toList();
        if (members.size() == 1 || times.isEmpty()) {
            return Duration.ZERO;
        }
        Duration longest = times.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        if (times.size() > 1) {
            into.approximately(
                    origin.place(),
                    origin.text(),
                    "the longest fail_timeout, " + longest.toSeconds() + "s, is that of all servers of the service");
        }
        return longest;
    }
}

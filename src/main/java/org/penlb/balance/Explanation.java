package org.penlb.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;

/**
 * Which server a client would get now, and why: every rule that spoke, in the order in which they are asked. Finding out
 * changes nothing: nobody's turn passes and no client is remembered.
 *
 * @param rules what each rule said
 * @param server who would get the client, or null for nobody
 */
public record Explanation(List<String> rules, @Nullable Server server) {
    private static final String CLOSED = "the connection is closed";

    public Explanation {
        rules = List.copyOf(rules);
    }

    /** Follows the rules as {@link Balancer#choose} and {@link Choice} do. */
    static Explanation of(Balancer balancer, ClientTable clients, IpAddress client, long now) {
        ServerTable table = balancer.table();
        var rules = new ArrayList<String>();
        if (!balancer.eligibility().admits(client, table)) {
            rules.add("the client access list denies " + client + ": only the abuse server is left");
            Server abuse = last(balancer, table.abuse(), client, rules, "abuse server", now);
            if (abuse == null) {
                rules.add(CLOSED);
            }
            return new Explanation(rules, abuse);
        }
        List<Server> servers = table.servers();
        int remembered = table.selection().tracked() ? clients.serverOf(client, now) : ClientTable.NONE;
        boolean tracked = remembered != ClientTable.NONE
                && remembered < servers.size()
                && servers.get(remembered).isUp();
        int first = tracked ? remembered : balancer.selector(table.selection()).peek(servers, client, now);
        rules.add(memory(table.selection(), remembered, tracked));
        if (!tracked) {
            tellWhoIsPassedOver(servers, rules, now);
            String rule = table.selection().picker().rule();
            rules.add(
                    first == Selector.NONE
                            ? rule + ": no server can be proposed"
                            : rule + ": server " + first + " first");
        }
        boolean stubborn = table.selection().has(Selection.Flag.STUBBORN);
        long avoided = stubborn ? 0 : balancer.silences().servers(client, now);
        int rounds = avoided == 0 ? 1 : 2;
        for (int looked = 0; first != Selector.NONE && looked < rounds * servers.size(); looked++) {
            int index = (first + looked) % servers.size();
            Server server = servers.get(index);
            if (Choice.isAmong(avoided, index) != looked >= servers.size()) {
                if (looked < servers.size()) {
                    rules.add("server " + index + " (" + server + ") was silent to it lately: after the others");
                }
                continue;
            }
            Refusal refusal = balancer.eligibility().refusal(server, client, tracked && index == first, now);
            if (tracked || !isPassedOver(server, now)) { // else it is told already
                rules.add(name(server) + words(refusal, server, now));
            }
            if (refusal == Refusal.NONE) {
                return new Explanation(rules, server);
            }
            if (stubborn && server.isUp()) {
                rules.add("stubborn: no other server is tried");
                break;
            }
        }
        Server emergency = stubborn ? null : last(balancer, table.emergency(), client, rules, "emergency server", now);
        return new Explanation(rules, emergency == null ? lastResort(balancer, table, client, rules, now) : emergency);
    }

    private static String name(Server server) {
        return "server " + server.index() + " (" + server + ") ";
    }

    /** Whom the picker never looks at, though the operator wants it to take clients. */
    private static void tellWhoIsPassedOver(List<Server> servers, List<String> rules, long now) {
        for (Server server : servers) {
            if (isPassedOver(server, now)) {
                Refusal why = server.isBlacklisted(now) ? Refusal.BLACKLISTED : Refusal.DOWN;
                rules.add(name(server) + words(why, server, now));
            }
        }
    }

    private static boolean isPassedOver(Server server, long now) {
        return server.isUp() && !server.isWell(now);
    }

    private static @Nullable Server lastResort(
            Balancer balancer, ServerTable table, IpAddress client, List<String> rules, long now) {
        boolean insists = table.selection().has(Selection.Flag.STUBBORN) && table.proposes(now);
        Server server = insists ? null : balancer.lastResort().peek(balancer.eligibility(), table, client, now);
        rules.add(server == null ? CLOSED : "nobody else is left: server " + server.index() + " is tried all the same");
        return server;
    }

    private static String memory(Selection selection, int remembered, boolean tracked) {
        if (!selection.tracked()) {
            return "clients are not tracked";
        }
        if (tracked) {
            return "it used server " + remembered + " last";
        }
        return remembered == ClientTable.NONE
                ? "it is not remembered"
                : "it used server " + remembered + " last, which takes no clients any more";
    }

    private static String words(Refusal refusal, Server server, long now) {
        return switch (refusal) {
            case BLACKLISTED -> blacklisted(server.health().exclusion(now), now);
            case DOWN -> refusal + ": " + server.downReason();
            default -> refusal.toString();
        };
    }

    /** It may be over by now. */
    private static String blacklisted(@Nullable Exclusion exclusion, long now) {
        if (exclusion == null) {
            return "is blacklisted for 0 s more";
        }
        String time = "is blacklisted for " + TimeUnit.NANOSECONDS.toSeconds(exclusion.until() - now) + " s more";
        if (exclusion.reason() == null) {
            return time + " by the operator";
        }
        return time + ": " + exclusion.reason()
                + exclusion.votes().stream().map(vote -> "; " + vote).collect(Collectors.joining());
    }

    private static @Nullable Server last(
            Balancer balancer, @Nullable Server server, IpAddress client, List<String> rules, String role, long now) {
        if (server == null) {
            rules.add("there is no " + role);
            return null;
        }
        Refusal refusal = balancer.eligibility().refusal(server, client, false, now);
        rules.add(role + " (" + server + ") " + words(refusal, server, now));
        return refusal == Refusal.NONE ? server : null;
    }
}

package org.penlb.convert;

import static org.penlb.config.Selection.Flag;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.penlb.config.AdminState;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;

/**
 * The servers of another program and how it chooses among them, in its own terms; {@link #fill} says it in Pen's.
 *
 * @param by what names the way of choosing
 * @param method how a server is chosen for a new client
 * @param sticky whether a client comes back to its server
 * @param members in the order of the file
 */
public record ServerGroup(Statement by, Method method, boolean sticky, List<Member> members) {
    /** How a server is chosen. */
    public enum Method {
        /** By turns, in proportion to the weights. */
        TURNS,
        /** The one with the fewest connections in proportion to its weight. */
        LEAST,
        /** By a hash of the client's address. */
        HASH,
        /** The first one that is there. */
        FIRST
    }

    /**
     * @param origin what names it
     * @param server its address, limit and state
     * @param weight at least 1
     * @param backup whether it is for when the others are gone
     */
    public record Member(Statement origin, ServerConfig server, int weight, boolean backup) {
        /** Weights that nobody needs are left as they are in files that say none. */
        public Member {
            server = server.withWeight(ServerConfig.FAIR);
        }

        boolean takesClients() {
            return server.state() == AdminState.UP;
        }
    }

    public ServerGroup {
        members = List.copyOf(members);
    }

    /**
     * Gives the service these servers and a selection. Its protocol must be known.
     *
     * @param carried is given what names those servers that it has then
     */
    public void fill(ServiceBuilder service, Notes notes, Set<Statement> carried) {
        List<Member> backups = new ArrayList<>();
        for (Member member : members) {
            if (member.backup() && member.takesClients()) {
                backups.add(member);
            } else if (member.backup()) {
                notes.missing(
                        member.origin().place(),
                        member.origin().text(),
                        "a backup server that takes no clients; Pen's emergency server always does");
            }
        }
        List<Member> regular =
                members.stream().filter(member -> !member.backup()).toList();
        if (regular.isEmpty() || (regular.size() == 1 && backups.size() > 1)) {
            fillInOrder(service, regular, backups, notes);
            backups.forEach(member -> carried.add(member.origin()));
            regular.forEach(member -> carried.add(member.origin()));
            return;
        }
        select(service, regular, notes);
        regular.forEach(member -> carried.add(member.origin()));
        if (!backups.isEmpty()) {
            service.emergency = backups.getFirst().server();
            carried.add(backups.getFirst().origin());
            for (Member more : backups.subList(1, backups.size())) {
                notes.missing(
                        more.origin().place(),
                        more.origin().text(),
                        "Pen has one emergency server, and the first backup is it");
            }
        }
    }

    /** Where there is nothing to choose, each one stands in for those before it. */
    private void fillInOrder(ServiceBuilder service, List<Member> regular, List<Member> backups, Notes notes) {
        regular.forEach(member -> service.servers().add(member.server()));
        backups.forEach(member -> service.servers().add(member.server()));
        service.selection = selection(Set.of(Flag.FIRST));
        if (sticky && regular.size() + backups.size() > 1) {
            notes.approximately(
                    by.place(), by.text(), "a server and its backups are taken in order, and nobody is tracked");
        }
    }

    private void select(ServiceBuilder service, List<Member> regular, Notes notes) {
        boolean weighted = regular.stream()
                        .filter(Member::takesClients)
                        .mapToInt(Member::weight)
                        .distinct()
                        .count()
                > 1;
        Set<Flag> flags = flags(weighted, service.protocol.hasDatagrams());
        service.selection = selection(flags);
        boolean alone = regular.size() == 1;
        for (Member member : regular) {
            ServerConfig server = member.server();
            if (flags.contains(Flag.PRIO)) {
                server = server.withPrio(service.servers().size());
            }
            service.servers().add(flags.contains(Flag.WEIGHT) ? server.withWeight(member.weight()) : server);
        }
        if (!alone) {
            note(flags, weighted, notes);
        }
    }

    /** ROUNDROBIN would send each datagram of a session to another server, and LEAST or WEIGHT alone track nobody or all. */
    private Set<Flag> flags(boolean weighted, boolean datagrams) {
        if (sticky) {
            return switch (method) {
                case TURNS -> weighted ? EnumSet.of(Flag.WEIGHT) : EnumSet.noneOf(Flag.class);
                case LEAST -> EnumSet.of(Flag.WEIGHT);
                case HASH -> EnumSet.of(Flag.HASH);
                case FIRST -> EnumSet.of(Flag.PRIO);
            };
        }
        return switch (method) {
            case HASH -> EnumSet.of(Flag.UNTRACKED);
            case FIRST -> EnumSet.of(Flag.FIRST);
            case LEAST -> weighted ? EnumSet.of(Flag.WEIGHT, Flag.UNTRACKED) : EnumSet.of(Flag.LEAST);
            case TURNS -> {
                if (weighted) {
                    yield EnumSet.of(Flag.WEIGHT, Flag.UNTRACKED);
                }
                yield EnumSet.of(datagrams ? Flag.LEAST : Flag.ROUNDROBIN);
            }
        };
    }

    private void note(Set<Flag> flags, boolean weighted, Notes notes) {
        String different = null;
        if (method == Method.HASH) {
            different = "the hash is another one, so most clients get another server than before"
                    + (weighted ? "; it does not heed weights" : "");
        } else if (flags.contains(Flag.WEIGHT)) {
            different = "the server with the fewest connections for its weight is taken, and of equals the first"
                    + (method == Method.TURNS ? "; Pen has no turns by weight" : "");
        } else if (flags.contains(Flag.LEAST) && method == Method.TURNS) {
            different = "the server with the fewest sessions is taken, and equals take turns";
        } else if (flags.contains(Flag.FIRST) || flags.contains(Flag.PRIO)) {
            return;
        }
        if (different != null) {
            notes.approximately(by.place(), by.text(), different);
        }
    }

    private static Selection selection(Set<Flag> flags) {
        return new Selection(flags);
    }
}

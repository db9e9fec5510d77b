package org.penlb.convert;

import java.util.ArrayList;
import java.util.List;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.AccessRule.Network;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/**
 * Rules about clients, the first that matches decides, and who matches none comes in. A rule may ask whether a client is in
 * several networks at once, or outside of some; an {@link AccessList} asks for one network at a time, so one rule here may
 * become many there.
 */
public final class ClientRules {
    /** Of work in all, so that no file keeps a reader busy for long. */
    private static final int MOST_STEPS = 50_000_000;

    private static final int MOST_RULES = 10_000;
    /** Comparing each with each takes too long beyond that. */
    private static final int MOST_COMPARED = 1_000;

    private static final List<Network> EVERYBODY =
            List.of(AccessRule.v4(true, IpAddress.v4(0), IpAddress.v4(0)), AccessRule.v6(true, new IpAddress(0, 0), 0));

    private final List<Rule> rules = new ArrayList<>();
    private long steps;

    private record Rule(boolean permit, List<Term> terms) {}

    /**
     * Clients that are in all of these sets and in none of those. A set is a list of networks; whether a network permits or
     * denies does not matter here.
     */
    public record Term(List<List<Network>> inside, List<List<Network>> outside) {
        public Term {
            inside = List.copyOf(inside);
            outside = List.copyOf(outside);
        }

        /** Everybody. */
        public static Term always() {
            return new Term(List.of(), List.of());
        }

        public static Term of(List<Network> networks) {
            return new Term(List.of(networks), List.of());
        }
    }

    /** Everybody. */
    public static List<Network> everybody() {
        return EVERYBODY;
    }

    /**
     * @param terms the rule is about clients for whom one of these holds
     */
    public void add(boolean permit, List<Term> terms) {
        rules.add(new Rule(permit, List.copyOf(terms)));
    }

    /**
     * An access list with the same verdict on each client.
     *
     * @throws ConfigException if it would be too long
     */
    public AccessList toAccessList() {
        List<Network> all = EVERYBODY;
        for (Rule rule : rules.reversed()) {
            for (Term term : rule.terms().reversed()) {
                all = before(term, rule.permit(), all);
            }
        }
        return shortest(withoutUnreachable(all));
    }

    /** First this term, then the rest; clients whom the term names as outside are decided by the rest at once. */
    private List<Network> before(Term term, boolean permit, List<Network> rest) {
        List<Network> clients = EVERYBODY;
        for (List<Network> set : term.inside()) {
            clients = common(clients, set);
        }
        List<Network> all = new ArrayList<>();
        for (List<Network> set : term.outside()) {
            all.addAll(common(rest, common(clients, set)));
        }
        clients.forEach(network -> all.add(new Network(permit, network.address(), network.mask())));
        all.addAll(rest);
        work(all.size());
        List<Network> shorter = term.outside().isEmpty() ? all : withoutUnreachable(all);
        if (shorter.size() > MOST_RULES) {
            throw new ConfigException("access list: more than " + MOST_RULES + " entries");
        }
        return shorter;
    }

    /** The first set's networks, with their verdicts, as far as they are inside of the other's; in the same order. */
    private List<Network> common(List<Network> verdicts, List<Network> within) {
        work((long) verdicts.size() * within.size());
        List<Network> common = new ArrayList<>();
        for (Network network : within) {
            for (Network verdict : verdicts) {
                if (meet(verdict, network)) {
                    common.add(both(verdict, network));
                }
            }
        }
        return common;
    }

    private void work(long more) {
        steps += more;
        if (steps > MOST_STEPS) {
            throw new ConfigException("access list: the conditions are too many to be put in one list");
        }
    }

    private static boolean meet(Network a, Network b) {
        return a.address().isV4() == b.address().isV4()
                && ((a.address().high() ^ b.address().high())
                                & a.mask().high()
                                & b.mask().high())
                        == 0
                && ((a.address().low() ^ b.address().low())
                                & a.mask().low()
                                & b.mask().low())
                        == 0;
    }

    private static Network both(Network verdict, Network other) {
        IpAddress one = masked(verdict);
        IpAddress two = masked(other);
        var address = new IpAddress(one.high() | two.high(), one.low() | two.low());
        var mask = new IpAddress(
                verdict.mask().high() | other.mask().high(),
                verdict.mask().low() | other.mask().low());
        return new Network(verdict.permit(), address, mask);
    }

    private static IpAddress masked(Network network) {
        return new IpAddress(
                network.address().high() & network.mask().high(),
                network.address().low() & network.mask().low());
    }

    private static boolean covers(Network large, Network small) {
        return meet(large, small)
                && (large.mask().high() & ~small.mask().high()) == 0
                && (large.mask().low() & ~small.mask().low()) == 0;
    }

    private List<Network> withoutUnreachable(List<Network> all) {
        if (all.size() > MOST_COMPARED) {
            return all;
        }
        work((long) all.size() * all.size());
        List<Network> reachable = new ArrayList<>();
        for (Network one : all) {
            if (reachable.stream().noneMatch(earlier -> covers(earlier, one))) {
                reachable.add(one);
            }
        }
        return reachable;
    }

    /** Without what goes without saying: at the end of a list the verdict is the opposite of its last rule's. */
    private static AccessList shortest(List<Network> all) {
        boolean rest = all.getLast().permit();
        int length = all.size();
        while (length > 0 && all.get(length - 1).permit() == rest) {
            length--;
        }
        boolean isSaid = isAboutEverybody(all.subList(length, all.size()));
        if (isSaid && length > 0) {
            return new AccessList(new ArrayList<>(all.subList(0, length)));
        }
        if (isSaid && rest) {
            return AccessList.EMPTY;
        }
        return new AccessList(new ArrayList<>(isSaid ? nobody() : all));
    }

    private static List<Network> nobody() {
        return EVERYBODY.stream()
                .map(all -> new Network(false, all.address(), all.mask()))
                .toList();
    }

    private static boolean isAboutEverybody(List<Network> networks) {
        return EVERYBODY.stream().allMatch(all -> networks.stream().anyMatch(one -> covers(one, all)));
    }
}

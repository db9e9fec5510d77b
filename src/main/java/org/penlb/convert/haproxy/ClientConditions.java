package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule.Network;
import org.penlb.config.ConfigException;
import org.penlb.convert.CidrNotation;
import org.penlb.convert.ClientRules;
import org.penlb.convert.Ledger;
import org.penlb.convert.Notes;
import org.penlb.convert.Statement;

/**
 * Which clients come in: {@code acl NAME src ...} and {@code tcp-request connection accept|reject if ...}. Conditions about
 * anything but the client's address are not Pen's.
 */
final class ClientConditions {
    private static final int MOST_TERMS = 256;
    private static final String SOURCE = "src";
    private static final String ADDRESS_ALONE = "Pen's access lists know the client's address alone (src)";
    private static final Set<String> HARMLESS = Set.of("--", "-n", "-i");

    private static final Pattern ADDRESS = Pattern.compile("[0-9][0-9./]*|[0-9a-fA-F:./]*:[0-9a-fA-F:./]*");

    private final Notes notes;
    private final PatternFiles lists;
    private final Set<Statement> carried = Ledger.attempt();
    private final Map<String, Named> acls = new HashMap<>();
    private final ClientRules rules = new ClientRules();

    /** Networks by a name; null if something else is asked for, too. */
    private record Named(@Nullable List<Network> networks) {}

    private record Literal(boolean negated, List<Network> networks) {
        Literal not() {
            return new Literal(!negated, networks);
        }
    }

    ClientConditions(Notes notes, PatternFiles lists) {
        this.notes = notes;
        this.lists = lists;
        acls.put("TRUE", new Named(ClientRules.everybody()));
        acls.put("FALSE", new Named(List.of()));
        acls.put("LOCALHOST", new Named(List.of(CidrNotation.parse("127.0.0.1/8"), CidrNotation.parse("::1"))));
    }

    /** Takes an {@code acl}. What stands on several lines of the same name is true if one of them is. */
    void define(HaProxyLine line) {
        String name = line.word(1, "the name of the acl");
        line.word(2, "what the acl asks for");
        List<Network> networks = networks(line, line.from(2));
        if (networks == null && !HelloConditions.isAbout(line.from(2))) {
            boolean isSource = line.words().get(2).equals(SOURCE);
            notes.not(
                    line.place(),
                    line.text(),
                    isSource && PatternFiles.isAsked(line) ? PatternFiles.UNREADABLE : ADDRESS_ALONE);
        }
        acls.merge(name, new Named(networks), ClientConditions::either);
    }

    private static Named either(Named one, Named other) {
        if (one.networks() == null || other.networks() == null) {
            return new Named(null);
        }
        List<Network> all = new ArrayList<>(one.networks());
        all.addAll(other.networks());
        return new Named(all);
    }

    /** The networks of {@code src 10.0.0.0/8 ...}; null if it is about something else. */
    private @Nullable List<Network> networks(HaProxyLine line, List<String> words) {
        if (!words.getFirst().equals(SOURCE)) {
            return null;
        }
        List<Network> networks = new ArrayList<>();
        List<String> patterns = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            boolean hasValue = PatternFiles.isFlag(word) || word.equals("-m");
            String value = hasValue && i + 1 < words.size() ? words.get(++i) : "";
            if (PatternFiles.isFlag(word)) {
                List<String> listed = lists.read(value);
                if (listed == null) {
                    return null;
                }
                patterns.addAll(listed);
            } else if (word.equals("-m") ? !value.equals("ip") : word.startsWith("-") && !HARMLESS.contains(word)) {
                return null;
            } else if (!word.startsWith("-")) {
                patterns.add(word);
            }
        }
        for (String pattern : patterns) {
            if (!ADDRESS.matcher(pattern).matches()) {
                return null; // a name
            }
            try {
                networks.add(CidrNotation.parse(pattern));
            } catch (ConfigException e) {
                throw line.error(e);
            }
        }
        return networks;
    }

    /** Whether a line of whatever kind keeps clients out. */
    static boolean keepsOut(HaProxyLine line) {
        return line.keyword().equals("tcp-request")
                && line.words().stream().anyMatch(word -> word.equals("reject") || word.equals("silent-drop"));
    }

    /** The name of a condition that is asked for, or for the opposite of which. */
    static String affirmed(String word) {
        int from = 0;
        while (from < word.length() && word.charAt(from) == '!') {
            from++;
        }
        return word.substring(from);
    }

    /** The rules that the access list is made of, and what they ask for. */
    Set<Statement> carried() {
        return carried;
    }

    /**
     * Takes a {@code tcp-request connection}.
     *
     * @param acls the definitions of what it asks for
     */
    void rule(HaProxyLine line, List<HaProxyLine> acls) {
        String action = line.word(2, "accept or reject");
        boolean permit = action.equals("accept");
        if (!permit && !action.equals("reject") && !action.equals("silent-drop")) {
            notes.not(line.place(), line.text(), HaProxyLeftOutReasons.of(line));
            return;
        }
        List<ClientRules.Term> terms = terms(line, line.from(3));
        if (terms == null) {
            notes.missing(
                    line.place(),
                    line.text(),
                    (PatternFiles.isAsked(line) ? PatternFiles.UNREADABLE : ADDRESS_ALONE) + "; "
                            + (permit ? "the rules behind it decide on these clients" : "these clients come in"));
            return;
        }
        rules.add(permit, terms);
        carried.add(line);
        carried.addAll(acls);
        if (action.equals("silent-drop")) {
            notes.approximately(line.place(), line.text(), "the connection is closed, and the client sees it");
        }
    }

    /**
     * The access list of all rules.
     *
     * @throws ConfigException if it would be too long
     */
    AccessList toAccessList() {
        return rules.toAccessList();
    }

    private @Nullable List<ClientRules.Term> terms(HaProxyLine line, List<String> words) {
        if (words.isEmpty()) {
            return List.of(ClientRules.Term.always());
        }
        boolean unless = words.getFirst().equals("unless");
        if (!unless && !words.getFirst().equals("if")) {
            throw line.error("\"" + words.getFirst() + "\" is not if or unless");
        }
        if (words.size() == 1) {
            throw line.error("\"" + line.text() + "\" ends too early (expected: a condition)");
        }
        List<List<Literal>> condition = condition(line, words.subList(1, words.size()));
        List<List<Literal>> wanted = condition == null || !unless ? condition : negated(condition);
        return wanted == null
                ? null
                : wanted.stream().map(ClientConditions::term).toList();
    }

    private static ClientRules.Term term(List<Literal> all) {
        List<List<Network>> inside = new ArrayList<>();
        List<List<Network>> outside = new ArrayList<>();
        all.forEach(literal -> (literal.negated() ? outside : inside).add(literal.networks()));
        return new ClientRules.Term(inside, outside);
    }

    /** One of these, of which all hold; null if one of them is not about the client's address. */
    private @Nullable List<List<Literal>> condition(HaProxyLine line, List<String> words) {
        List<List<Literal>> any = new ArrayList<>();
        List<Literal> all = new ArrayList<>();
        any.add(all);
        boolean negated = false;
        boolean known = true;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("or") || word.equals("||")) {
                all = new ArrayList<>();
                any.add(all);
                continue;
            }
            while (word.startsWith("!")) {
                negated = !negated;
                word = word.substring(1);
            }
            if (word.isEmpty()) {
                continue; // the ! stands alone
            }
            Named named = acls.get(word);
            if (word.equals("{")) {
                int end = i + words.subList(i, words.size()).indexOf("}");
                if (end <= i + 1) {
                    throw line.error("\"" + line.text() + "\": { without a condition and } behind it");
                }
                named = new Named(networks(line, words.subList(i + 1, end)));
                i = end;
            }
            if (named == null) {
                throw line.error("no such acl: \"" + word + "\"");
            }
            known &= named.networks() != null;
            all.add(new Literal(negated, named.networks() == null ? List.of() : named.networks()));
            negated = false;
        }
        return known ? any : null;
    }

    /** Not one of these: of each, one part does not hold. */
    private static @Nullable List<List<Literal>> negated(List<List<Literal>> any) {
        List<List<Literal>> negated = List.of(Collections.emptyList());
        for (List<Literal> all : any) {
            List<List<Literal>> longer = new ArrayList<>();
            for (List<Literal> before : negated) {
                for (Literal literal : all) {
                    List<Literal> more = new ArrayList<>(before);
                    more.add(literal.not());
                    longer.add(more);
                }
            }
            if (longer.size() > MOST_TERMS) {
                return null;
            }
            negated = longer;
        }
        return negated;
    }
}

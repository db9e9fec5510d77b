package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ServerNamePattern;

/**
 * Conditions about a client's TLS hello: {@code acl NAME req.ssl_sni -i a.example}, and the same within braces. Where HAProxy
 * ends TLS itself, {@code ssl_fc_sni} has the name.
 */
final class HelloConditions {
    private static final Set<String> ENDED = Set.of("ssl_fc_sni", "ssl_fc_sni,lower");
    private static final Set<String> SNI = Set.of(
            "req.ssl_sni", "req_ssl_sni", "req.ssl_sni,lower", "req_ssl_sni,lower", "ssl_fc_sni", "ssl_fc_sni,lower");
    private static final Set<String> ALPN = Set.of("req.ssl_alpn", "req_ssl_alpn");
    private static final Set<String> KIND = Set.of("req.ssl_hello_type", "req_ssl_hello_type");
    private static final String HELLO = "1";

    private final Map<String, @Nullable Asked> acls = new HashMap<>();
    private final PatternFiles lists;

    HelloConditions(PatternFiles lists) {
        this.lists = lists;
    }

    /**
     * What a hello is to ask for: one of these names, if there are any, and one of these protocols, if there are any.
     *
     * @param deeper whether a name's ending fits in HAProxy however many labels are before it
     * @param ended whether it is known only where TLS is ended
     */
    record Asked(List<String> sni, List<String> alpn, boolean deeper, boolean ended) {
        private static final Asked ANYTHING = new Asked(List.of(), List.of(), false, false);

        boolean isAnything() {
            return sni.isEmpty() && alpn.isEmpty();
        }

        /** Both; null if no route can ask for that. */
        private @Nullable Asked and(Asked other) {
            boolean twice = (!sni.isEmpty() && !other.sni.isEmpty()) || (!alpn.isEmpty() && !other.alpn.isEmpty());
            return twice ? null : joined(other);
        }

        /** One of the two; null if that is more than names or protocols. */
        private @Nullable Asked or(Asked other) {
            boolean names = alpn.isEmpty() && other.alpn.isEmpty() && !sni.isEmpty() && !other.sni.isEmpty();
            boolean protocols = sni.isEmpty() && other.sni.isEmpty() && !alpn.isEmpty() && !other.alpn.isEmpty();
            return names || protocols ? joined(other) : null;
        }

        private Asked joined(Asked other) {
            return new Asked(
                    joined(sni, other.sni), joined(alpn, other.alpn), deeper || other.deeper, ended || other.ended);
        }

        private static List<String> joined(List<String> one, List<String> other) {
            var all = new ArrayList<>(one);
            all.addAll(other);
            return all.stream().distinct().toList();
        }
    }

    /** Whether a condition is about a hello, whether Pen knows such or not. */
    static boolean isAbout(List<String> words) {
        String fetch = words.getFirst();
        return SNI.contains(fetch) || ALPN.contains(fetch) || KIND.contains(fetch);
    }

    /**
     * Takes an {@code acl}. What stands on several lines of the same name is true if one of them is.
     *
     * @return false if it is about a hello, and asks for what Pen does not route by
     */
    boolean define(HaProxyLine line) {
        String name = line.word(1, "the name of the acl");
        Asked asked = asked(line.from(2));
        if (!acls.containsKey(name)) {
            acls.put(name, asked);
        } else {
            Asked before = acls.get(name);
            acls.put(name, before == null || asked == null ? null : before.or(asked));
        }
        return asked != null || !isAbout(line.from(2));
    }

    /** What one condition asks for; null if that is nothing that Pen routes by. */
    private @Nullable Asked asked(List<String> words) {
        if (words.isEmpty() || !isAbout(words)) {
            return null;
        }
        String fetch = words.getFirst();
        String match = "str";
        List<String> values = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-m") && i + 1 < words.size()) {
                i++;
                match = words.get(i);
            } else if (PatternFiles.isFlag(word) && i + 1 < words.size()) {
                i++;
                List<String> listed = lists.read(words.get(i));
                if (listed == null) {
                    return null;
                }
                values.addAll(listed);
            } else if (word.startsWith("-") && !word.equals("-i") && !word.equals("-n") && !word.equals("--")) {
                return null; // -M and so on
            } else if (!word.startsWith("-")) {
                values.add(word);
            }
        }
        if (KIND.contains(fetch)) {
            return values.equals(List.of(HELLO)) ? Asked.ANYTHING : null;
        }
        if (values.isEmpty() || !(match.equals("str") || (match.equals("end") && SNI.contains(fetch)))) {
            return null;
        }
        return SNI.contains(fetch)
                ? names(values, match.equals("end"), ENDED.contains(fetch))
                : new Asked(List.of(), values, false, false);
    }

    private static @Nullable Asked names(List<String> values, boolean endings, boolean ended) {
        List<String> names = new ArrayList<>();
        for (String value : values) {
            if (endings && !value.startsWith(".")) {
                return null; // it may end within a label
            }
            names.add((endings ? "*" : "") + value.toLowerCase(Locale.ROOT));
        }
        return names.stream().allMatch(ServerNamePattern::isPattern)
                ? new Asked(names, List.of(), endings, ended)
                : null;
    }

    /** Whether a {@code tcp-request content} only has HAProxy wait until there is a hello. */
    boolean isWaitForHello(HaProxyLine line) {
        List<String> words = line.from(2);
        List<Asked> asked = words.size() > 2 && words.getFirst().equals("accept")
                ? condition(words.subList(1, words.size()))
                : null;
        return asked != null && asked.stream().allMatch(Asked::isAnything);
    }

    /**
     * What a condition of a rule asks for: one of these; null if it is about anything else, too.
     *
     * @param words from {@code if} on
     */
    @Nullable
    List<Asked> condition(List<String> words) {
        if (words.size() < 2 || !words.getFirst().equals("if")) {
            return null;
        }
        List<Asked> any = new ArrayList<>();
        Asked all = Asked.ANYTHING;
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("or") || word.equals("||")) {
                any.add(all);
                all = Asked.ANYTHING;
                continue;
            }
            int end = word.equals("{") ? i + words.subList(i, words.size()).indexOf("}") : i;
            Asked one = word.equals("{") && end > i ? asked(words.subList(i + 1, end)) : acls.get(word);
            Asked both = one == null ? null : all.and(one);
            if (both == null) {
                return null;
            }
            all = both;
            i = Math.max(i, end);
        }
        any.add(all);
        return any;
    }
}

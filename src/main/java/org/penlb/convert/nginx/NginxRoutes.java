package org.penlb.convert.nginx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ServerNamePattern;
import org.penlb.convert.Notes;
import org.penlb.convert.Statement;

/** The routes that {@code map $ssl_preread_server_name $name} makes, or {@code map $ssl_preread_alpn_protocols $name}. */
final class NginxRoutes {
    private static final String SERVER_NAME = "$ssl_preread_server_name";
    /** Where nginx ends TLS itself. */
    private static final String ENDED_SERVER_NAME = "$ssl_server_name";

    private static final Set<String> SERVER_NAMES = Set.of(SERVER_NAME, ENDED_SERVER_NAME);
    private static final String PROTOCOLS = "$ssl_preread_alpn_protocols";
    private static final Pattern ONE_OF_PROTOCOLS = Pattern.compile("~\\*?\\\\b([A-Za-z0-9./-]+)\\\\b");

    private final Map<String, Directive> maps = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /**
     * Where some clients go.
     *
     * @param value the name of an upstream, or an address
     * @param line where that is said
     * @param sni by which names; none for any
     * @param alpn by which protocols; none for any
     */
    record Target(String value, Directive line, List<String> sni, List<String> alpn) {
        /** Whether it is for all that no other one takes. */
        boolean isDefault() {
            return sni.isEmpty() && alpn.isEmpty();
        }
    }

    /** Takes a {@code map}; false if it is not about hellos. */
    boolean define(Directive map) {
        List<String> words = map.arguments();
        boolean known = words.size() == 2
                && (SERVER_NAMES.contains(words.getFirst()) || words.getFirst().equals(PROTOCOLS));
        if (known) {
            maps.put(words.getLast(), map);
        }
        return known;
    }

    /** Notes maps that nobody uses. */
    void noteUnused(Notes notes) {
        maps.forEach((variable, map) -> {
            if (!used.contains(variable)) {
                notes.not(map.place(), map.text(), "no server that is carried over uses it");
            }
        });
    }

    /**
     * Where the clients of a {@code proxy_pass $name} go; nothing if no map says that.
     *
     * @param ended whether TLS is ended there, and hellos are not looked at
     */
    List<Target> of(Directive pass, boolean ended, StreamSettings settings, Notes notes) {
        Directive map = maps.get(pass.argument());
        if (map == null) {
            return List.of();
        }
        String variable = map.arguments().getFirst();
        boolean isKnown = variable.equals(ENDED_SERVER_NAME) ? ended : !ended && settings.preread() != null;
        if (!isKnown) {
            return List.of();
        }
        used.add(pass.argument());
        boolean byName = SERVER_NAMES.contains(variable);
        boolean patterns = map.inside().stream().anyMatch(line -> line.name().equals("hostnames"));
        Map<String, Target> targets = new LinkedHashMap<>();
        for (Directive line : map.inside()) {
            if (line.name().equals("hostnames") || line.name().equals("volatile")) {
                continue;
            }
            String value = line.argument();
            List<String> asked = byName ? names(line, patterns, notes) : protocols(line, notes);
            if (asked != null && value.contains("$")) {
                notes.missing(line.place(), line.text(), "Pen does not choose servers by a variable");
            } else if (asked != null) {
                var target = new Target(value, line, byName ? asked : List.of(), byName ? List.of() : asked);
                targets.merge(asked.isEmpty() + value, target, NginxRoutes::joined);
            }
        }
        return targets.values().stream().allMatch(Target::isDefault) ? List.of() : List.copyOf(targets.values());
    }

    /** The map that a {@code proxy_pass $name} goes by has its say, as far as nothing is noted about its lines. */
    void addCarried(Directive pass, Notes notes, Set<Statement> carried) {
        Directive map = maps.get(pass.argument());
        if (map != null) {
            carried.add(map);
            map.inside().stream().filter(line -> !notes.areAbout(line, false)).forEach(carried::add);
        }
    }

    private static Target joined(Target one, Target other) {
        return new Target(one.value(), one.line(), joined(one.sni(), other.sni()), joined(one.alpn(), other.alpn()));
    }

    private static List<String> joined(List<String> one, List<String> other) {
        var all = new ArrayList<>(one);
        all.addAll(other);
        return all.stream().distinct().toList();
    }

    /** The names of a line; none for all the others; null if Pen has no such. */
    private static @Nullable List<String> names(Directive line, boolean patterns, Notes notes) {
        String key = line.name();
        if (key.equals("default")) {
            return List.of();
        }
        String name = key.startsWith("\\") ? key.substring(1) : key;
        List<String> names = patterns && name.startsWith(".") ? List.of(name.substring(1), "*" + name) : List.of(name);
        boolean isWild = names.getLast().startsWith(ServerNamePattern.WILDCARD);
        if (!names.stream().allMatch(ServerNamePattern::isPattern) || (isWild && !patterns)) {
            notes.missing(line.place(), line.text(), "Pen routes by host names and *.names, without expressions");
            return null;
        }
        if (isWild) {
            notes.approximately(line.place(), line.text(), "Pen's * is one label, and not several");
        }
        return names;
    }

    private static @Nullable List<String> protocols(Directive line, Notes notes) {
        Matcher oneOf = ONE_OF_PROTOCOLS.matcher(line.name());
        if (line.name().equals("default")) {
            return List.of();
        }
        if (!oneOf.matches()) {
            notes.missing(line.place(), line.text(), "Pen routes by one of the client's protocols, as ~\\bh2\\b does");
            return null;
        }
        return List.of(oneOf.group(1));
    }
}

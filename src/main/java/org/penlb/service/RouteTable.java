package org.penlb.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Route;
import org.penlb.config.ServerNamePattern;

/**
 * Finds the route of a client by the name and the protocols of its hello: a route that says the whole name, else one with a
 * wildcard for it, else one without names. Of several the first that fits is taken. However many names there are, it takes a
 * few look-ups. Immutable.
 *
 * @param <T> where routes lead
 */
public final class RouteTable<T> {
    /**
     * A route.
     *
     * @param target where it leads
     */
    public record Entry<T>(Route route, T target) {
        private boolean takes(List<String> alpn) {
            if (route.alpn().isEmpty()) {
                return true;
            }
            for (String protocol : alpn) {
                if (route.alpn().contains(protocol)) {
                    return true;
                }
            }
            return false;
        }
    }

    private final List<Entry<T>> entries;
    private final Map<String, List<Entry<T>>> names = new HashMap<>();
    /** By what follows the first label and its dot. */
    private final Map<String, List<Entry<T>>> wildcards = new HashMap<>();

    private final List<Entry<T>> nameless = new ArrayList<>();

    /** @param entries in the order in which they are tried */
    public RouteTable(List<Entry<T>> entries) {
        this.entries = List.copyOf(entries);
        for (Entry<T> entry : this.entries) {
            if (entry.route().sni().isEmpty()) {
                nameless.add(entry);
            }
            for (String name : entry.route().sni()) {
                boolean wild = name.startsWith(ServerNamePattern.WILDCARD);
                String key = wild ? name.substring(ServerNamePattern.WILDCARD.length()) : name;
                (wild ? wildcards : names)
                        .computeIfAbsent(key, _ -> new ArrayList<>(1))
                        .add(entry);
            }
        }
    }

    /**
     * Where a client goes.
     *
     * @param serverName in lower case, without a dot at the end; null if it says none
     * @param alpn what it offers; empty if it says nothing of that
     * @return null if no route fits
     */
    public @Nullable T route(@Nullable String serverName, List<String> alpn) {
        if (serverName != null) {
            T named = first(names.get(serverName), alpn);
            int dot = serverName.indexOf('.');
            if (named == null && dot > 0 && !wildcards.isEmpty()) {
                named = first(wildcards.get(serverName.substring(dot + 1)), alpn);
            }
            if (named != null) {
                return named;
            }
        }
        return first(nameless, alpn);
    }

    private @Nullable T first(@Nullable List<Entry<T>> among, List<String> alpn) {
        if (among != null) {
            for (Entry<T> entry : among) {
                if (entry.takes(alpn)) {
                    return entry.target();
                }
            }
        }
        return null;
    }

    /** All routes, in the order in which they are tried. */
    public List<Entry<T>> entries() {
        return entries;
    }
}

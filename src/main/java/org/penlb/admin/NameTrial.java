package org.penlb.admin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.service.NameResolver;

/** Looks names up as a start would, several at a time, and not for ever: name servers that do not answer take seconds each. */
final class NameTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TOGETHER = 16;

    private final Map<String, List<InetAddress>> known = new ConcurrentHashMap<>();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    /** Looks these up; what is an address needs no look. */
    NameTrial(Collection<String> hosts) {
        Set<String> names = new LinkedHashSet<>(hosts);
        // Daemons, and not closed: that would wait for the C library, which nobody can interrupt.
        ExecutorService workers = Executors.newFixedThreadPool(
                TOGETHER, Thread.ofPlatform().daemon().factory());
        names.forEach(name -> workers.execute(() -> lookUp(name)));
        workers.shutdown();
        try {
            if (!workers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookUp(String name) {
        try {
            known.put(name, NameResolver.askSystem(name));
        } catch (UnknownHostException _) {
            unknown.add(name);
        }
    }

    /** Its first address; null if there is none. */
    @Nullable
    InetAddress address(String host) {
        List<InetAddress> addresses = known.get(host);
        return addresses == null ? null : addresses.getFirst();
    }

    /** What is wrong with a name that has no address. */
    String trouble(String host) {
        return unknown.contains(host)
                ? "the name \"" + host + "\" does not resolve to an address"
                : "the name \"" + host + "\" was not answered for within " + PATIENCE.toSeconds() + " s";
    }
}

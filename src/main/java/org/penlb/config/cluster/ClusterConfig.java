package org.penlb.config.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;

/**
 * Several instances that share what they know: this one's part of it.
 *
 * @param name which instances belong together: those of one name, up to 64 letters, digits and signs. It is no secret
 * @param listen where the others reach this instance's maps; the name of a host is looked up once, at the start
 * @param eventBus where they reach its event bus; null for the next free port above that of {@code listen}, at the same host
 * @param discovery how the others are found
 * @param secret what all of them know; null on loopback only, where nobody else comes in
 * @param ejection who decides that a server is left alone everywhere
 * @param maxClockAhead how far the clock of another instance may be ahead of the clock here; what it says is refused if it
 *     is more
 * @param keys those of the event bus, by which each end proves who it is; null for a bus in the clear
 */
public record ClusterConfig(
        String name,
        Address.Inet listen,
        Address.@Nullable Inet eventBus,
        Discovery discovery,
        @Nullable SharedSecret secret,
        Ejection ejection,
        Duration maxClockAhead,
        @Nullable Keys keys) {
    /** Where instances listen that say nothing else. */
    public static final int USUAL_PORT = 5701;

    /** Where maps are reached unless something else is said: by this machine only. */
    public static final Address.Inet USUAL_LISTEN = new Address.Inet("127.0.0.1", USUAL_PORT);

    public static final String USUAL_NAME = "pen";

    public static final Duration USUAL_CLOCK_AHEAD = Duration.ofSeconds(60);

    private static final String LISTEN = "cluster.listen";
    private static final String EVENT_BUS = "cluster.eventBus";
    private static final String NOT_REACHED = " is not reached by instances on other machines";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,63}");

    /** Who decides that a server is left alone everywhere. */
    public enum Ejection {
        /** The majority of the instances that can say something about it. */
        VOTE,
        /** Each for itself. */
        LOCAL
    }

    /**
     * Files in PEM, by which the ends of the event bus know each other.
     *
     * @param certificate this instance's, with those between it and the authority
     * @param key the certificate's private key
     * @param authority whose certificates are good
     */
    public record Keys(Path certificate, Path key, Path authority) {}

    public ClusterConfig {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigException(
                    "cluster.name: \"" + name
                            + "\" is not a name (expected: up to 64 letters, digits and _ . : -, the first a letter, digit or _)");
        }
        InstanceAddress.require(LISTEN, listen);
        if (eventBus != null) {
            InstanceAddress.require(EVENT_BUS, eventBus);
            if (eventBus.equals(listen)) {
                throw new ConfigException(
                        EVENT_BUS + ": " + eventBus + " is that of cluster.listen (expected: a port of its own)");
            }
        }
        if (!maxClockAhead.isPositive()) {
            throw new ConfigException("cluster.maxClockAhead: " + maxClockAhead.toMillis() + " ms is not more than 0");
        }
        if (secret == null) {
            InstanceAddress.requireLoopback(LISTEN, listen);
            if (eventBus != null) {
                InstanceAddress.requireLoopback(EVENT_BUS, eventBus);
            }
            discovery.requireLoopback();
        }
    }

    /** What is allowed, but can hardly be meant: a line each, in an operator's words. */
    public List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        if (discovery.equals(new Discovery.Members(List.of(listen)))) {
            doubts.add("cluster.members: " + listen + " is this instance itself, and no other is named");
        }
        boolean alone = InstanceAddress.isLoopback(listen);
        if (alone && discovery.isElsewhere()) {
            doubts.add(LISTEN + ": " + listen + NOT_REACHED);
        }
        if (eventBus != null && !alone && InstanceAddress.isLoopback(eventBus)) {
            doubts.add(EVENT_BUS + ": " + eventBus + NOT_REACHED);
        }
        return doubts;
    }

    /** The same, but for how the others are found. */
    public ClusterConfig withDiscovery(Discovery newDiscovery) {
        return new ClusterConfig(name, listen, eventBus, newDiscovery, secret, ejection, maxClockAhead, keys);
    }
}

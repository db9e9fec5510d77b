package org.penlb;

import java.util.List;

/** The rooms of the house. */
final class Rooms {
    /** From top to bottom; the empty name is the base package itself. */
    static final List<String> FROM_TOP_TO_BOTTOM = List.of(
            "cli",
            "",
            "web",
            "control",
            "admin",
            "cluster",
            "convert",
            "listen",
            "dnsfront",
            "stream",
            "datagram",
            "health",
            "service",
            "relay",
            "proxy",
            "tls",
            "events",
            "logtools",
            "accesslog",
            "geoip",
            "dns",
            "balance",
            "config",
            "system");

    private Rooms() {}
}

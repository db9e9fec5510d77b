package org.penlb.health.probe;

import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.DnsOptions;
import org.penlb.config.Protocol;
import org.penlb.config.ServiceConfig;
import org.penlb.health.CheckRules;
import org.penlb.relay.DatagramTransport;

/** Which probe the servers of a service are asked by: here another kind of check is put in. For one event loop. */
final class Probes {
    private final DatagramTransport datagrams;
    private final Supplier<@Nullable InetAddress> source;
    private DnsOptions.@Nullable Check known;
    private @Nullable CheckRules rules;

    /**
     * @param datagrams of the event loop
     * @param source the local address, or null for the system's choice
     */
    Probes(DatagramTransport datagrams, Supplier<@Nullable InetAddress> source) {
        this.datagrams = datagrams;
        this.source = source;
    }

    /** Whether there is a probe for such a service at all; what it balances does not change while it runs. */
    static boolean canCheck(Protocol protocol) {
        return protocol == Protocol.DNS;
    }

    /** How its servers are checked, the same as before if nothing about that has changed; null if nobody asks them. */
    @Nullable
    CheckRules rules(ServiceConfig config) {
        return canCheck(config.protocol()) ? dns(config.dns().check()) : null;
    }

    private @Nullable CheckRules dns(DnsOptions.Check check) {
        if (!check.equals(known)) {
            known = check;
            rules = check.interval().isZero()
                    ? null
                    : new CheckRules(
                            check.interval(), check.rise(), check.fall(), new DnsProbe(datagrams, source, check));
        }
        return rules;
    }
}

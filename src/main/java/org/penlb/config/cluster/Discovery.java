package org.penlb.config.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;

/** How an instance finds the others. */
public sealed interface Discovery {
    /**
     * They are named; itself may be among them.
     *
     * @param addresses where each listens, with a port each; at least one, none of them twice
     */
    record Members(List<Address.Inet> addresses) implements Discovery {
        private static final String PLACE = "cluster.members";

        public Members {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new ConfigException(PLACE + ": none is named (expected: at least one)");
            }
            Set<Address.Inet> known = new HashSet<>();
            for (Address.Inet address : addresses) {
                InstanceAddress.require(PLACE, address);
                if (!known.add(address)) {
                    throw new ConfigException(PLACE + ": " + address + " is there twice (expected: once)");
                }
            }
        }

        @Override
        public void requireLoopback() {
            addresses.forEach(address -> InstanceAddress.requireLoopback(PLACE, address));
        }

        @Override
        public boolean isElsewhere() {
            return !addresses.stream().allMatch(InstanceAddress::isLoopback);
        }
    }

    /**
     * All the addresses that one name stands for; looked up again as long as nobody is found.
     *
     * @param name with the port at which all of them listen
     */
    record Dns(Address.Inet name) implements Discovery {
        private static final String PLACE = "cluster.dnsName";

        public Dns {
            InstanceAddress.require(PLACE, name);
        }

        @Override
        public void requireLoopback() {
            throw InstanceAddress.ofAll(PLACE, name + " may be anywhere", "members at loopback addresses");
        }

        @Override
        public boolean isElsewhere() {
            return !InstanceAddress.isLoopback(name);
        }
    }

    /** Whoever of the same name answers in the same network. */
    record Multicast() implements Discovery {
        @Override
        public void requireLoopback() {
            throw InstanceAddress.ofAll(
                    "cluster.multicast", "whoever is in the network would take part", "members at loopback addresses");
        }

        @Override
        public boolean isElsewhere() {
            return true;
        }
    }

    /**
     * @throws ConfigException if others than those on this machine may be found
     */
    void requireLoopback();

    /** Whether those that it finds may be on other machines. */
    boolean isElsewhere();
}

package org.penlb.cluster.node;

import com.hazelcast.config.TcpIpConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.penlb.config.Address;

/**
 * The members that Hazelcast tries. It asks for them when it joins, and every few seconds as long as it may be that there are
 * others; each time names are looked up anew, and stand for all of their addresses. (What Hazelcast itself makes of a name
 * are those of its addresses that are this machine's.)
 */
final class LookedUpMembers extends TcpIpConfig {
    private final List<Address.Inet> written;
    /** A name that is not known for a while stands for what it stood for before. */
    private final Map<Address.Inet, List<String>> known = new ConcurrentHashMap<>();

    LookedUpMembers(List<Address.Inet> written) {
        this.written = List.copyOf(written);
    }

    /** May wait for a name server: Hazelcast asks on threads of its own. */
    @Override
    public List<String> getMembers() {
        List<String> all = new ArrayList<>();
        for (Address.Inet each : written) {
            try {
                known.put(each, lookUp(each));
            } catch (UnknownHostException _) {
                // as before
            }
            all.addAll(known.getOrDefault(each, List.of()));
        }
        return all;
    }

    private static List<String> lookUp(Address.Inet member) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(member.host()))
                .map(address -> new Address.Inet(address.getHostAddress(), member.port()).toString())
                .toList();
    }
}

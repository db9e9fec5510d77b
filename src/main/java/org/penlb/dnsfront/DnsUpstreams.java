package org.penlb.dnsfront;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;

/** The servers as one event loop sees them. */
final class DnsUpstreams {
    private final Dispatcher dispatcher;
    private final Map<ServerKey, DnsUpstream> byKey = new HashMap<>();
    private final List<DnsUpstream> all = new ArrayList<>();
    /** Those that could not be opened, and why: not tried again within this second. */
    private final Map<ServerKey, IOException> failed = new HashMap<>();
    /** Of regular servers by index: no look-up for each query. */
    private @Nullable DnsUpstream[] byIndex = new @Nullable DnsUpstream[0];

    DnsUpstreams(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /**
     * The upstream of a server, opened if it is new.
     *
     * @throws IOException saying why it cannot be opened
     */
    DnsUpstream of(Server server) throws IOException {
        boolean regular = server.role() == Server.Role.REGULAR;
        if (regular && server.index() < byIndex.length) {
            DnsUpstream known = byIndex[server.index()];
            if (known != null && known.server() == server) {
                return known;
            }
        }
        ServerKey key = ServerKey.of(server);
        DnsUpstream found = byKey.get(key);
        if (found == null) {
            found = open(server);
            byKey.put(key, found);
            all.add(found);
        }
        found.configured(server);
        if (regular) {
            if (server.index() >= byIndex.length) {
                byIndex = Arrays.copyOf(byIndex, server.index() + 1);
            }
            byIndex[server.index()] = found;
        }
        return found;
    }

    private DnsUpstream open(Server server) throws IOException {
        IOException known = failed.get(ServerKey.of(server));
        if (known != null) {
            throw known;
        }
        try {
            return new DnsUpstream(dispatcher, server);
        } catch (IOException e) {
            failed.put(ServerKey.of(server), e);
            throw e;
        }
    }

    /** A second is over: what could not be opened may be tried again. */
    void forgetFailures() {
        failed.clear();
    }

    List<DnsUpstream> all() {
        return all;
    }

    /** How many datagrams to servers the system did not take since this was asked last. */
    long takeDropped() {
        long dropped = 0;
        for (DnsUpstream upstream : all) {
            dropped += upstream.takeDropped();
        }
        return dropped;
    }

    /** Closes those whose server is no more, once nothing waits there. */
    void dropStrangers(ServerTable table) {
        Set<ServerKey> known = new HashSet<>();
        table.servers().forEach(server -> known.add(ServerKey.of(server)));
        addIfThere(known, table.emergency());
        addIfThere(known, table.abuse());
        all.removeIf(upstream -> {
            if (known.contains(upstream.key()) || !upstream.isIdle()) {
                return false;
            }
            upstream.close();
            byKey.remove(upstream.key());
            byIndex = new @Nullable DnsUpstream[0];
            return true;
        });
    }

    private static void addIfThere(Set<ServerKey> known, @Nullable Server server) {
        if (server != null) {
            known.add(ServerKey.of(server));
        }
    }

    void close() {
        all.forEach(DnsUpstream::close);
        all.clear();
        byKey.clear();
        byIndex = new @Nullable DnsUpstream[0];
    }
}

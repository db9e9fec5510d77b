package org.penlb.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Some name servers with the same zone, except for their names: s0, s1... */
final class NameServers implements AutoCloseable {
    private final List<NsdServer> servers = new ArrayList<>();

    /** Starts this many. Each has these zones, too. */
    NameServers(int count, Path folder, Zone... more) throws IOException {
        try {
            for (int i = 0; i < count; i++) {
                List<Zone> zones = new ArrayList<>(List.of(more));
                zones.add(Zone.of("s" + i));
                servers.add(new NsdServer(folder, zones.toArray(Zone[]::new)));
            }
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** A DNS service before them, which asks them for what they have to see whether they are well. */
    ControlledPen pen(String... options) {
        return pen(addresses(), options);
    }

    /** The same before other servers, too. */
    static ControlledPen pen(List<String> servers, String... options) {
        List<String> all = new ArrayList<>(List.of("-O", "dns", "-O", "check_query www." + Zone.EXAMPLE + " A"));
        all.addAll(List.of(options));
        return ControlledPen.start(all, servers);
    }

    NsdServer get(int index) {
        return servers.get(index);
    }

    /** Their addresses in pen's notation. */
    List<String> addresses() {
        return servers.stream().map(NsdServer::address).toList();
    }

    @Override
    public void close() {
        servers.forEach(NsdServer::close);
    }
}

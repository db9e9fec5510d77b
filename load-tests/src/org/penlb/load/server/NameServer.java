package org.penlb.load.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.penlb.load.process.Child;
import org.penlb.load.process.Lab;
import org.penlb.load.process.Programs;
import org.penlb.testing.Ports;

/** A name server, NSD, on two ports of 127.0.0.1, over UDP and TCP. It knows {@code host0} to {@code host255}, and any other name. */
public final class NameServer implements AutoCloseable {
    /** The zone that it knows. */
    public static final String ZONE = "example.test";
    /** How many hosts are in it. */
    public static final int HOSTS = 256;

    private static final String PROGRAM = "nsd";

    private final List<Integer> ports = List.of(Ports.freeForBoth(), Ports.freeForBoth());
    private final Child child;

    public NameServer(Lab lab) {
        Path folder = lab.newFolder(PROGRAM);
        Path zone = lab.newFile("zone", zone());
        // No limit to answers per second: all queries come from one network.
        String text = """
                server:
                  server-count: 1
                  ip-address: 127.0.0.1@%1$d
                  ip-address: 127.0.0.1@%2$d
                  username: ""
                  chroot: ""
                  database: ""
                  zonesdir: "%3$s"
                  pidfile: "%3$s/pid"
                  zonelistfile: "%3$s/zones"
                  xfrdfile: "%3$s/state"
                  xfrdir: "%3$s"
                  tcp-count: 1000
                  rrl-ratelimit: 0
                zone:
                  name: %4$s
                  zonefile: %5$s
                """.formatted(ports.get(0), ports.get(1), folder, ZONE, zone);
        Path configuration = lab.newFile("nsd.conf", text);
        child = lab.startServer(
                PROGRAM, List.of(Programs.path(PROGRAM, PROGRAM), "-d", "-c", configuration.toString()), () ->
                    ports.stream().allMatch(port -> Ports.takesDatagrams(port) && Ports.listeners(port) > 0));
    }

    /** Why there cannot be one here; empty if there can. */
    public static Optional<String> refusal() {
        return Programs.refusal(PROGRAM, PROGRAM);
    }

    private static String zone() {
        var records = new StringBuilder("$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n* A 192.0.2.0\n");
        for (int i = 0; i < HOSTS; i++) {
            records.append("host").append(i).append(" A 192.0.2.").append(i).append('\n');
        }
        return records.toString();
    }

    /** Its addresses. */
    public List<InetSocketAddress> servers() {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        return ports.stream().map(port -> new InetSocketAddress(loopback, port)).toList();
    }

    @Override
    public void close() {
        child.close();
    }
}

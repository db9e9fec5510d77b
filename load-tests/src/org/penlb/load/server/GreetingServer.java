package org.penlb.load.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.penlb.load.process.Child;
import org.penlb.load.process.Lab;
import org.penlb.load.process.NginxProgram;
import org.penlb.testing.Ports;

/**
 * A server that says a letter to whoever connects, and ends the connection: the cheapest one of which a client knows that it
 * was connected through.
 */
public final class GreetingServer implements AutoCloseable {
    /** What it says. */
    public static final char GREETING = 'x';

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final List<Integer> ports = List.of(Ports.free(LOOPBACK), Ports.free(LOOPBACK));
    private final Child child;

    public GreetingServer(Lab lab) {
        var stream = new StringBuilder("stream {\n");
        for (int port : ports) {
            stream.append("  server { listen 127.0.0.1:%d backlog=4096; return %c; }%n".formatted(port, GREETING));
        }
        String services = stream.append("}\n").toString();
        child = lab.startServer("nginx as the server", NginxProgram.command(lab, 1, true, services), () -> ports.stream().allMatch(port -> Ports.listeners(port) > 0));
    }

    /** Why there cannot be one here; empty if there can. */
    public static Optional<String> refusal() {
        return NginxProgram.streamRefusal();
    }

    /** Its addresses. */
    public List<InetSocketAddress> servers() {
        return ports.stream().map(port -> new InetSocketAddress(LOOPBACK, port)).toList();
    }

    @Override
    public void close() {
        child.close();
    }
}

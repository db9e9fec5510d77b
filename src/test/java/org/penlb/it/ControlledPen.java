package org.penlb.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Our Pen with a control port. */
final class ControlledPen implements AutoCloseable {
    private final int controlPort = Ports.free();
    final PenProcess process;
    final Penctl penctl = new Penctl(controlAddress());

    private ControlledPen(List<String> options, List<String> servers) {
        List<String> all =
                new ArrayList<>(List.of("-u", PenProcess.SELF, "-C", controlAddress(), "--event-loops", "1"));
        all.addAll(options);
        process = PenProcess.start(List.of(), all, servers);
        Ports.awaitListening(controlPort);
    }

    static ControlledPen start(List<String> options, List<String> servers) {
        return new ControlledPen(options, servers);
    }

    InetSocketAddress control() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), controlPort);
    }

    private String controlAddress() {
        return "127.0.0.1:" + controlPort;
    }

    InetSocketAddress address() {
        return process.address();
    }

    String say(String command) throws IOException, InterruptedException {
        return penctl.say(command);
    }

    /** Whether its reply has this in it, for a condition that is waited for. */
    boolean says(String command, String part) {
        try {
            return say(command).contains(part);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Who serves a client now; "" if nobody does. */
    String visit() throws IOException {
        return Visitor.visit("127.0.0.1", address());
    }

    @Override
    public void close() {
        process.close();
    }
}

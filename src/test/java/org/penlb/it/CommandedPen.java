package org.penlb.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.penlb.cli.command.PenHere;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** A Pen with a control port, in this process or in one of its own. */
class CommandedPen implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final int controlPort;
    private final InetSocketAddress address;
    private final AutoCloseable pen;
    final Penctl penctl;

    CommandedPen(int controlPort, InetSocketAddress address, AutoCloseable pen) {
        this.controlPort = controlPort;
        this.address = address;
        this.pen = pen;
        penctl = new Penctl(control(controlPort));
    }

    /** One in this process: it starts in a moment, and knows no signals. */
    static CommandedPen here(List<String> options, List<String> servers) {
        int port = Ports.free();
        PenHere pen = PenHere.start(options(port, options), servers);
        return new CommandedPen(port, pen.address(), pen);
    }

    /** Those of one with this control port; a single event loop is enough for whoever gives commands. */
    static List<String> options(int controlPort, List<String> more) {
        List<String> all = new ArrayList<>(List.of("-C", control(controlPort), "--event-loops", "1"));
        all.addAll(more);
        return all;
    }

    private static String control(int port) {
        return "127.0.0.1:" + port;
    }

    final InetSocketAddress control() {
        return new InetSocketAddress(LOOPBACK, controlPort);
    }

    final InetSocketAddress address() {
        return address;
    }

    final String say(String command) throws IOException, InterruptedException {
        return penctl.say(command);
    }

    /** Whether its reply has this in it, for a condition that is waited for. */
    final boolean says(String command, String part) {
        try {
            return say(command).contains(part);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Who serves a client now; "" if nobody does. */
    final String visit() throws IOException {
        return Visitor.visit("127.0.0.1", address());
    }

    @Override
    public void close() {
        try {
            pen.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

package org.penlb.cli.command;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.penlb.PenVerticle;
import org.penlb.cli.daemon.Runner;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.testing.Await;
import org.penlb.testing.Insisting;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** Pen with a command line, in this process: in a moment, where what a process has of its own does not matter. */
public final class PenHere implements AutoCloseable {
    private static final int NO_CONTROL = 0;

    private final Vertx vertx;
    private final PenVerticle pen;
    private final int controlPort;

    private PenHere(PenConfig config, int controlPort) {
        this.controlPort = controlPort;
        vertx = Runner.vertx(config.eventLoops());
        pen = new PenVerticle(config, new Insisting());
        try {
            Runner.await(vertx.deployVerticle(pen));
        } catch (RuntimeException e) {
            Runner.await(vertx.close());
            throw e;
        }
    }

    /** Starts it on a free port of 127.0.0.1 with these options in front and these servers behind. */
    public static PenHere start(List<String> options, List<String> servers) {
        return new PenHere(parse(options, servers), NO_CONTROL);
    }

    /** Starts it so, with a control port that {@link #say} talks to. */
    public static PenHere controlled(List<String> options, List<String> servers) {
        int controlPort = Ports.free();
        var all = new ArrayList<>(List.of("-C", "127.0.0.1:" + controlPort));
        all.addAll(options);
        return new PenHere(parse(all, servers), controlPort);
    }

    /** Why it does not start so: what a process says with "pen: " in front, and ends with exit status 1. */
    public static String refusal(List<String> options, List<String> servers) {
        try (var _ = new PenHere(parse(options, servers), NO_CONTROL)) {
            throw new AssertionError("it starts");
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static PenConfig parse(List<String> options, List<String> servers) {
        var arguments = new ArrayList<>(List.of("-u", PenProcess.SELF));
        arguments.addAll(options);
        arguments.add("127.0.0.1:0");
        arguments.addAll(servers);
        return PenCommand.parse(arguments.toArray(String[]::new));
    }

    /** Where clients come in. */
    public InetSocketAddress address() {
        return (InetSocketAddress) pen.addresses().getFirst();
    }

    /** Where commands come in. */
    public int controlPort() {
        return controlPort;
    }

    /** Says a command as penctl does it: a line, and what comes until the end is the reply. */
    public String say(String command) {
        try (var socket = new Socket()) {
            socket.setSoTimeout((int) Await.LONG.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), controlPort));
            String words = String.join(" ", command.strip().split("\\s+"));
            socket.getOutputStream().write((words + "\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        Runner.await(vertx.close());
    }
}

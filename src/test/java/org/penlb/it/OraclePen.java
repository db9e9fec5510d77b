package org.penlb.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** Debian's pen with its control port, the oracle that ours is compared with. */
final class OraclePen implements AutoCloseable {
    private static final String PACKAGE = "pen";

    private final Process process;
    private final int port = Ports.freeForBoth();
    private final int controlPort = Ports.free();

    /** Skips the test where there is no pen to ask. */
    static void assumeInstalled() {
        Program.find("pen", PACKAGE);
        Program.find("penctl", PACKAGE);
    }

    /**
     * Starts it with these options and servers, waiting for events with poll: by its default way, epoll, it does not notice
     * refused connections and never fails over.
     */
    static OraclePen start(List<String> options, List<String> servers) {
        List<String> polling = new ArrayList<>(List.of("-O", "poll"));
        polling.addAll(options);
        return new OraclePen(polling, servers);
    }

    /** Starts it as it comes. */
    static OraclePen startWithDefaults(List<String> options, List<String> servers) {
        return new OraclePen(options, servers);
    }

    private OraclePen(List<String> options, List<String> servers) {
        List<String> command = new ArrayList<>(
                List.of(Program.find("pen", PACKAGE), "-f", "-u", PenProcess.SELF, "-C", controlAddress()));
        command.addAll(options);
        command.add("127.0.0.1:" + port);
        command.addAll(servers);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitOpen(options.contains("-U") ? () -> Ports.takesDatagrams(port) : () -> Ports.listeners(port) > 0);
    }

    private void awaitOpen(BooleanSupplier isOpen) {
        Await.until("Debian's pen is open for clients", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("Debian's pen ended with " + process.exitValue());
            }
            return isOpen.getAsBoolean();
        });
        Ports.awaitListening(controlPort);
    }

    /** How many descriptors it has open. */
    int descriptors() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return (int) files.count();
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** Debian's penctl, talking to it. */
    Penctl penctl() {
        return new Penctl(controlAddress());
    }

    /** The control port, as an argument of penctl. */
    String controlAddress() {
        return "127.0.0.1:" + controlPort;
    }

    /** What Debian's penctl prints for a command. */
    String say(String command) throws IOException {
        try {
            return penctl().say(command);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends it in good order, so that it writes what it has not written yet. */
    void terminate() throws IOException, InterruptedException {
        Kill.send("TERM", process.pid());
        if (!process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Debian's pen did not end on TERM");
        }
    }

    /** Kills it; when this returns, its ports are closed. */
    @Override
    public void close() {
        process.destroyForcibly();
        Await.until("Debian's pen has ended", () -> !process.isAlive());
    }
}

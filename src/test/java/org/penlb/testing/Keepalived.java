package org.penlb.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Debian's keepalived in a namespace. */
final class Keepalived implements AutoCloseable {
    private final Process process;
    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    /**
     * Starts it.
     *
     * @param program where it is
     * @param folder for its files, one for each
     */
    Keepalived(String program, Namespace machine, Path configuration, Path folder) {
        List<String> command = List.of(
                program,
                "--dont-fork",
                "--log-console",
                "--log-detail",
                "--vrrp",
                "--use-file=" + configuration,
                "--pid=" + folder.resolve("pid"),
                "--vrrp_pid=" + folder.resolve("vrrp.pid"));
        try {
            process = new ProcessBuilder(machine.command(command))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> drain(process.inputReader(StandardCharsets.UTF_8)));
    }

    private void drain(BufferedReader reader) {
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                said.add(line);
            }
        } catch (IOException _) {
            // ended
        }
    }

    /** Returns when it has said this. */
    void awaitSaid(String part) {
        Await.until(
                "keepalived says " + part + ", not only " + said,
                () -> said.stream().anyMatch(line -> line.contains(part)));
    }

    /** What it has said so far. */
    List<String> said() {
        return List.copyOf(said);
    }

    /** Ends it as systemd does: it gives up what it has, and tells the others. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Kills it with its children; what it has stays where it is. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
        Await.until("its children have ended", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    private void awaitEnd() {
        Await.until("keepalived has ended", () -> !process.isAlive());
    }
}

package org.penlb.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;
import org.penlb.testing.Processes;

/** A server program in the foreground, with the processes that it starts, as one group. What it says is in a file. */
final class Daemon implements AutoCloseable {
    private final Process process;
    private final Path log;

    Daemon(List<String> command, Path log) {
        this.log = log;
        try {
            var all = new ArrayList<>(List.of("setsid"));
            all.addAll(command);
            process = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails if it has ended by itself. */
    void assertAlive() {
        if (!process.isAlive()) {
            throw new AssertionError(process.info() + " ended with " + process.exitValue() + ": " + said());
        }
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends all its processes a signal at once, so that it may start and end some meanwhile. */
    void signal(String name) throws IOException, InterruptedException {
        Kill.sendGroup(name, process.pid());
    }

    /** Kills it; when this returns, its ports are closed. */
    @Override
    public void close() {
        long pid = process.pid();
        try {
            process.destroyForcibly(); // if it does not lead its group yet
            Kill.group(pid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Await.until("the processes of " + pid + " have ended", () -> !Processes.isGroupRunning(pid));
    }
}

package org.penlb.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;

/** A server program in the foreground, with the processes that it starts. What it says is in a file. */
final class Daemon implements AutoCloseable {
    private final Process process;
    private final Path log;

    Daemon(List<String> command, Path log) {
        this.log = log;
        try {
            process = new ProcessBuilder(command)
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

    /** Sends every one of its processes a signal. */
    void signal(String name) throws IOException, InterruptedException {
        for (ProcessHandle each : processes()) {
            Kill.send(name, each.pid());
        }
    }

    /** The one that the others come from is the first to stop or to die, so that it starts no more. */
    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** Kills it; when this returns, its ports are closed. */
    @Override
    public void close() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            if (!process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(process.info() + " did not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Await.until(
                "the processes of " + process.pid() + " are gone",
                () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
}

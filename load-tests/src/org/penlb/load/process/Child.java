package org.penlb.load.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;

/** A process of this run, with those that it starts. What it says is in a file. */
public final class Child implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration GONE = Duration.ofSeconds(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** In the status of a process: the signals that it has handlers for, number n as bit n - 1. */
    private static final String CAUGHT = "SigCgt:\t";

    private static final long INT = 1 << (2 - 1);

    private final String name;
    private final Process process;
    private final Path log;
    private final Runnable forget;

    Child(String name, Process process, Path log, Runnable forget) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.forget = forget;
    }

    /** Its process ids: the one that was started comes first. */
    public List<Long> pids() {
        return handles().stream().map(ProcessHandle::pid).toList();
    }

    private List<ProcessHandle> handles() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** All that it has said so far. */
    public String said() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns when it is ready.
     *
     * @throws Failure if it has ended, or takes longer than 30 s
     */
    public void awaitReady(BooleanSupplier ready) {
        long begun = System.nanoTime();
        long looks = begun;
        while (!ready.getAsBoolean()) {
            long now = System.nanoTime();
            if (!process.isAlive()) {
                throw new Failure(name + " ended with exit status " + process.exitValue() + lastWords());
            }
            if (now - begun > READY.toNanos()) {
                throw new Failure(name + " was not ready within " + READY.toSeconds() + " s" + lastWords());
            }
            Await.pause(now - begun, now - looks);
            looks = System.nanoTime();
        }
    }

    /**
     * Returns when it has ended by itself.
     *
     * @throws Failure if its exit status is not 0, or if it does not end within the limit
     */
    public void awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new Failure(name + " did not end within " + limit.toSeconds() + " s" + lastWords());
        }
        if (process.exitValue() != 0) {
            throw new Failure(name + " ended with exit status " + process.exitValue() + lastWords());
        }
    }

    /** Sends it an INT so long after it is ready for that; one that has ended before has heard nothing. */
    void interruptAfter(Duration length) throws InterruptedException {
        awaitReady(() -> !process.isAlive() || heedsInt());
        if (!process.waitFor(length.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                Kill.send("INT", process.pid());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether it has a handler for INT: until then it would only die of it. */
    private boolean heedsInt() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith(CAUGHT))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(CAUGHT.length()), 16) & INT) != 0);
        } catch (IOException _) {
            return false; // gone meanwhile
        }
    }

    private String lastWords() {
        List<String> lines = said().lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "" : ": " + lines.getLast().strip();
    }

    /** Kills it and those that it has started; when this returns, its ports are closed. */
    @Override
    public void close() {
        List<ProcessHandle> all = handles();
        all.forEach(ProcessHandle::destroyForcibly);
        long deadline = System.nanoTime() + GONE.toNanos();
        while (all.stream().anyMatch(Child::works) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        forget.run();
    }

    /**
     * Whether a process still has its ports. One that has ended has none, though it is there until its parent looks at it;
     * an orphan may wait for that for a second.
     */
    private static boolean works(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException _) {
            return false; // gone meanwhile
        }
    }
}

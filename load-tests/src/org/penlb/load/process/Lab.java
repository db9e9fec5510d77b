package org.penlb.load.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Where a run does its work: a temporary folder and the processes that it starts. Both go with it, also if the run is
 * interrupted.
 */
public final class Lab implements AutoCloseable {
    private final Path folder;
    private final Thread hook = new Thread(this::end, "end of the lab");
    private final AtomicInteger files = new AtomicInteger();
    private final Set<Child> children = new LinkedHashSet<>();
    private boolean ended;

    public Lab() {
        try {
            folder = Files.createTempDirectory("pen-load-tests");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A name in the folder that nobody has yet. */
    public Path newPath(String name) {
        return folder.resolve(files.incrementAndGet() + "-" + name);
    }

    /** A new file in the folder. */
    public Path newFile(String name, String content) {
        try {
            return Files.writeString(newPath(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new folder in the folder. */
    public Path newFolder(String name) {
        try {
            return Files.createDirectory(newPath(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a server, and waits until it serves.
     *
     * @param name what messages call it
     * @param ready whether it does
     * @throws Failure if it ends before, or does not in time; it is ended then
     */
    public Child startServer(String name, List<String> command, BooleanSupplier ready) {
        Child child = start(name, command, Map.of());
        try {
            child.awaitReady(ready);
            return child;
        } catch (Failure e) {
            child.close();
            throw e;
        }
    }

    /**
     * Starts a program.
     *
     * @param name what messages call it
     * @param environment what it finds in its environment beside what this process has
     */
    public Child start(String name, List<String> command, Map<String, String> environment) {
        Path log = newFile("log", "");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        synchronized (children) {
            if (ended) {
                throw new Failure(name + ": this run was interrupted");
            }
            try {
                var child = new Child[1];
                child[0] = new Child(name, builder.start(), log, () -> forget(child[0]));
                children.add(child[0]);
                return child[0];
            } catch (IOException e) {
                throw new Failure(name + " cannot be started: " + e.getMessage(), e);
            }
        }
    }

    private void forget(Child child) {
        synchronized (children) {
            children.remove(child);
        }
    }

    /**
     * Runs a program to its end and returns what it said.
     *
     * @throws Failure if its exit status is not 0, or if it does not end within the limit
     */
    public String run(String name, Duration limit, List<String> command) {
        try (Child child = start(name, command, Map.of())) {
            child.awaitEnd(limit);
            return child.said();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(name + ": this run was interrupted", e);
        }
    }

    /**
     * Runs a client that was told to ask for {@link #wholeSeconds}, the least that wrk and dnsperf can be told, and returns
     * what it said. What is no whole number of seconds ends before, by an INT, at which both say what they have seen so far.
     *
     * @param margin how much longer it may take
     * @throws Failure as {@link #run} does
     */
    public String runFor(String name, Duration length, Duration margin, List<String> command) {
        if (length.equals(Duration.ofSeconds(wholeSeconds(length)))) {
            return run(name, length.plus(margin), command);
        }
        try (Child child = start(name, command, Map.of())) {
            child.interruptAfter(length);
            child.awaitEnd(length.plus(margin));
            return child.said();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(name + ": this run was interrupted", e);
        }
    }

    /** A length as clients take it that know whole seconds only: rounded up. */
    public static long wholeSeconds(Duration length) {
        return length.plus(Duration.ofSeconds(1)).minusNanos(1).toSeconds();
    }

    /** A length in seconds. */
    public static double seconds(Duration length) {
        return length.toNanos() / 1e9;
    }

    private void end() {
        List<Child> left;
        synchronized (children) {
            ended = true;
            left = List.copyOf(children);
        }
        left.forEach(Child::close);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        end();
    }
}

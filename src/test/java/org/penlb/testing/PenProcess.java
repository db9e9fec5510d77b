package org.penlb.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The program as a user runs it: the jar in a process of its own. */
public final class PenProcess implements AutoCloseable {
    /** The user that Pen stays if told to become this one. Root has to say whom it works as, and nobody else may be another. */
    public static final String SELF = System.getProperty("user.name");

    private static final Duration LONGEST_START = Await.LONG.multipliedBy(2);
    private static final Pattern LISTENING = Pattern.compile("clients come in at (\\S+), at most");

    /** The column of /proc/net/udp. */
    private static final int INODE = 9;

    private final Process process;
    private final String listener;
    /** What it has said on stderr. */
    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    private @Nullable Thread draining;
    /** Whether a test waits for its end. */
    private boolean mayEnd;

    /** Starts Pen on a free port of 127.0.0.1 with these options in front and these servers behind. */
    public static PenProcess start(List<String> jvmOptions, List<String> options, List<String> servers) {
        return startAt("127.0.0.1:0", jvmOptions, options, servers);
    }

    /** Starts Pen on this listener. */
    public static PenProcess startAt(
            String listener, List<String> jvmOptions, List<String> options, List<String> servers) {
        List<String> arguments = new ArrayList<>(options);
        arguments.add("-f");
        arguments.add(listener);
        arguments.addAll(servers);
        return new PenProcess(jvmOptions, arguments);
    }

    /** Starts Pen with a configuration file; its address is that of the first service that says where it listens. */
    public static PenProcess configuredBy(Path file, String... options) {
        List<String> arguments = new ArrayList<>(List.of("-f", "-u", SELF, "--config", file.toString()));
        arguments.addAll(List.of(options));
        return new PenProcess(List.of(), arguments);
    }

    /** Starts Pen by another command than its own, such as one of Vert.x. */
    public static PenProcess by(List<String> command, Map<String, String> environment) {
        return new PenProcess(command, environment);
    }

    private PenProcess(List<String> jvmOptions, List<String> arguments) {
        this(command(jvmOptions, arguments), Map.of());
    }

    private PenProcess(List<String> command, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(environment);
            process = builder.start();
            listener = listening(process.errorReader(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line of Pen with these JVM options and arguments. */
    public static List<String> command(List<String> jvmOptions, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx64m"));
        if (!Boolean.getBoolean("pen.long")) {
            // It ends before what the second compiler would gain comes in; without it a start costs a third less.
            command.add("-XX:TieredStopAtLevel=1");
        }
        String cache = System.getProperty("pen.aot", "");
        if (!cache.isEmpty()) {
            // As bin/pen does it. One that does not fit (other options, another jar) is ignored, and nothing said of
            // it.
            command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off,cds*=off"));
        }
        command.addAll(jvmOptions);
        command.add("-jar");
        command.add(Objects.requireNonNull(System.getProperty("pen.jar"), "pen.jar"));
        command.addAll(arguments);
        return command;
    }

    private String listening(BufferedReader errors) throws IOException {
        Thread guard = Thread.ofVirtual().start(this::endOneThatHangs);
        try {
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                said.add(line);
                Matcher found = LISTENING.matcher(line);
                if (found.find()) {
                    draining = Thread.ofVirtual().start(() -> drain(errors)); // so that it never blocks
                    return found.group(1);
                }
            }
        } finally {
            guard.interrupt();
        }
        throw new AssertionError("Pen did not start within " + LONGEST_START + ": " + said);
    }

    /** Whoever reads its words reads the end of them then. */
    private void endOneThatHangs() {
        try {
            if (!process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            // it has started
        }
    }

    private void drain(BufferedReader errors) {
        try {
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                said.add(line);
            }
        } catch (IOException _) {
            // ended
        }
    }

    /** Where clients come in, if that is 127.0.0.1. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port());
    }

    /** The port where clients come in. */
    public int port() {
        return Integer.parseInt(listener.substring(listener.lastIndexOf(':') + 1));
    }

    public long pid() {
        return process.pid();
    }

    /** Sends it a signal: HUP, USR1... */
    public void signal(String name) throws IOException, InterruptedException {
        Kill.send(name, pid());
    }

    /** What it has said on stderr. */
    public List<String> said() {
        return List.copyOf(said);
    }

    /** Returns when it has said something with this in it on stderr. */
    public void awaitSaid(String part) {
        Await.until(
                "it says " + part + ", not only " + said, () -> said.stream().anyMatch(line -> line.contains(part)));
    }

    /** Returns when it has ended, and all is there that it said; its exit code. */
    public int awaitEnd() throws InterruptedException {
        mayEnd = true;
        if (!process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Pen did not end");
        }
        if (draining != null && !draining.join(Await.LONG)) {
            throw new AssertionError("Pen has ended, and somebody still holds its stderr");
        }
        return process.exitValue();
    }

    /** How many descriptors it has open. */
    public int descriptors() {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many of them are sockets; pipes are kept for the next connection. */
    public int sockets() {
        int sockets = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/fd"))) {
            for (Path file : files) {
                sockets += isSocket(file) ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sockets;
    }

    /** How many of its descriptors are UDP sockets; others come and go as the JDK needs them. */
    public int datagramSockets() {
        Set<String> known = new HashSet<>();
        for (String family : List.of("udp", "udp6")) {
            read("net/" + family)
                    .lines()
                    .skip(1)
                    .forEach(line -> known.add("socket:[" + line.strip().split(" +")[INODE] + "]"));
        }
        try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return (int) files.filter(file -> known.contains(target(file))).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }

    private static boolean isSocket(Path descriptor) {
        return target(descriptor).startsWith("socket:");
    }

    /** CPU time used so far, user and system, in clock ticks of the kernel (1/100 s). */
    public long cpuTicks() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** The most memory it had resident, in KiB. */
    public long peakResidentKib() {
        Matcher peak = Pattern.compile("VmHWM:\\s+(\\d+)").matcher(read("status"));
        return peak.find() ? Long.parseLong(peak.group(1)) : 0;
    }

    /** The memory it has resident now, in KiB. */
    public long residentKib() {
        Matcher resident = Pattern.compile("VmRSS:\\s+(\\d+)").matcher(read("status"));
        return resident.find() ? Long.parseLong(resident.group(1)) : 0;
    }

    /** How much of its heap is in use once all garbage is collected, which this does, in KiB. */
    public long liveHeapKib() throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process histogram = new ProcessBuilder(jcmd, String.valueOf(pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher total =
                Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE).matcher(said);
        if (!total.find()) {
            throw new AssertionError("jcmd GC.class_histogram: " + said);
        }
        // What is dead, and not worth moving the rest for, is counted as if it lived.
        long left = Pattern.compile("^ *\\d+: +\\d+ +(\\d+) +\\S*jdk\\.internal\\.vm\\.Filler", Pattern.MULTILINE)
                .matcher(said)
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
        return (Long.parseLong(total.group(1)) - left) / 1024;
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/" + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it with TERM and returns its exit code. Process.destroy would close the ear for its last words. */
    public int terminate() throws IOException, InterruptedException {
        signal("TERM");
        return awaitEnd();
    }

    /** Kills it; when this returns, its ports are closed and its files are written. */
    @Override
    public void close() {
        if (!mayEnd && !process.isAlive()) { // a test that fails for it cannot know
            System.err.println("Pen has ended with exit status " + process.exitValue() + ": " + said);
        }
        process.destroyForcibly();
        Await.until("the killed Pen has ended", () -> !process.isAlive());
    }
}

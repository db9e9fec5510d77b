package org.penlb.load.resolve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.penlb.load.measure.Machine;
import org.penlb.load.process.Child;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;
import org.penlb.load.process.Programs;
import org.penlb.testing.PtrServer;
import org.penlb.testing.PtrServer.Answer;

/**
 * The program: has webresolve resolve a log one address at a time, then many, at a name server that takes some milliseconds for
 * each; and dig a few of them.
 */
final class Resolving {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final List<Integer> AT_A_TIME = List.of(1, 100, 500, 2000);
    private static final int DIGS = 200;
    private static final String SUFFIX = ".in-addr.arpa";

    private final Lab lab;
    private final int lines;
    private final int addresses;
    private final Duration delay;
    private final Path log;

    private Resolving(Lab lab, int lines, int addresses, Duration delay) throws IOException {
        this.lab = lab;
        this.lines = lines;
        this.addresses = addresses;
        this.delay = delay;
        log = write();
    }

    /**
     * Measures; exit status 1 if that fails.
     *
     * @param arguments how many lines, of how many addresses, and after how many milliseconds an answer comes
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (var lab = new Lab()) {
            new Resolving(
                            lab,
                            Integer.parseInt(arguments[0]),
                            Integer.parseInt(arguments[1]),
                            Duration.ofMillis(Long.parseLong(arguments[2])))
                    .measure();
        } catch (Failure e) {
            System.err.println("load-tests/webresolve: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Each address comes once, and then again as chance has it. */
    private Path write() throws IOException {
        var random = new Random(1);
        Path file = lab.newPath("access.log");
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < lines; i++) {
                int address = i < addresses ? i : random.nextInt(addresses);
                out.write("10.%d.%d.%d - - [01/Jan/2026:00:00:00 +0000] \"GET /page/%d HTTP/1.1\" 200 %d \"-\" \"Mozilla/5.0\"%n"
                        .formatted(address >> 16, address >> 8 & 0xff, address & 0xff, i, i % 10_000));
            }
        }
        return file;
    }

    private void measure() throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%,d lines, %,d addresses, an answer after %d ms%n%-24s %9s %12s %9s %9s%n",
                lines,
                addresses,
                delay.toMillis(),
                "",
                "seconds",
                "addresses/s",
                "speed-up",
                "queries");
        double alone = 0;
        for (int concurrency : AT_A_TIME) {
            // A new one each time: its counts are of one run.
            try (var server = new PtrServer(
                    delay, name -> Answer.named(name, "host." + name.replace(SUFFIX, ".example.com")))) {
                double seconds = resolve(server.address(), concurrency);
                alone = concurrency == 1 ? seconds : alone;
                print("webresolve, " + concurrency + " at a time", addresses, seconds, alone, server.queries());
                if (concurrency == 1) {
                    dig(server, seconds);
                }
            }
        }
        Machine.description().forEach((what, value) -> System.out.println(what + ": " + value));
    }

    private static void print(String what, int addresses, double seconds, double alone, int queries) {
        System.out.printf(
                Locale.ROOT,
                "%-24s %9.2f %12.0f %9.1f %9d%n",
                what,
                seconds,
                addresses / seconds,
                alone / seconds,
                queries);
    }

    private double resolve(InetSocketAddress server, int concurrency) throws IOException, InterruptedException {
        Path home = Path.of(Objects.requireNonNull(System.getProperty("pen.home"), "pen.home"));
        Path out = lab.newPath("resolved.log");
        long begun = System.nanoTime();
        Child child = lab.start(
                "webresolve",
                List.of(
                        "sh",
                        "-c",
                        "exec \"$0\" --server=\"$1\" --concurrency=\"$2\" <\"$3\" >\"$4\"",
                        home.resolve("bin/webresolve").toString(),
                        "127.0.0.1:" + server.getPort(),
                        String.valueOf(concurrency),
                        log.toString(),
                        out.toString()),
                Map.of());
        child.awaitEnd(LIMIT);
        double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
        requireResolved(out);
        Files.delete(out);
        return seconds;
    }

    private void requireResolved(Path out) throws IOException {
        try (var resolved = Files.lines(out)) {
            long named = resolved.filter(line -> line.startsWith("host.")).count();
            if (named != lines) {
                throw new Failure("webresolve: " + named + " of " + lines + " lines have a name");
            }
        }
    }

    /** A process for each, as a script would do it. */
    private void dig(PtrServer server, double alone) throws InterruptedException {
        String dig = Programs.path("dig", "bind9-dnsutils");
        int some = Math.min(DIGS, addresses);
        var command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "dig=$0 port=$1; shift; for address; do \"$dig\" @127.0.0.1 -p \"$port\" +short -x \"$address\" || exit; done",
                dig,
                String.valueOf(server.address().getPort())));
        for (int i = 0; i < some; i++) {
            command.add("10.0.%d.%d".formatted(i >> 8, i & 0xff));
        }
        long begun = System.nanoTime();
        lab.start("dig", command, Map.of()).awaitEnd(LIMIT);
        double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND * addresses / some;
        print("dig, one at a time *", addresses, seconds, alone, addresses);
        System.out.printf("  * of %d addresses, times as many as there are%n", some);
    }
}

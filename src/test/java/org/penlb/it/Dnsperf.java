package org.penlb.it;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.penlb.testing.Kill;
import org.penlb.testing.Payload;

/** Load from dnsperf while a test does other things. */
final class Dnsperf implements AutoCloseable {
    /** As long as a client waits for an answer. */
    static final int TIMEOUT_SECONDS = 5;

    private static final int MOST_OPEN = 20_000;
    /** On a busy machine dnsperf itself comes late to its answers: this many sockets hold some seconds' worth of them. */
    private static final int SOCKETS = 20;

    private final Process process;
    private final Future<String> said;

    /**
     * What came of it.
     *
     * @param sent how many queries it sent
     * @param answered how many were answered in time
     * @param good how many of the answers say NOERROR
     * @param lost how many were not answered in time
     * @param interrupted how many might still have been answered when it was stopped
     * @param reconnected how often a connection had to be made anew; 0 over UDP
     * @param latency how long an answer took on average, in seconds
     */
    record Result(long sent, long answered, long good, long lost, long interrupted, long reconnected, double latency) {}

    private Dnsperf(Process process) {
        this.process = process;
        said = Payload.beside(() -> new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /**
     * Starts to ask for the addresses of the hosts of {@link Zone#of}, one after another.
     *
     * @param queries how many
     * @param rate how many a second
     */
    static Dnsperf start(Path folder, InetSocketAddress server, int queries, int rate, String... more)
            throws IOException {
        Path file = Files.createTempFile(folder, "queries", "");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < queries; i++) {
                out.write("host" + i % 256 + "." + Zone.EXAMPLE + " A\n");
            }
        }
        List<String> command = new ArrayList<>(List.of(Program.find("dnsperf", "dnsperf")));
        command.addAll(List.of("-s", server.getAddress().getHostAddress(), "-p", String.valueOf(server.getPort())));
        command.addAll(List.of("-d", file.toString(), "-n", "1", "-Q", String.valueOf(rate)));
        // It sends at its rate, however many answers it waits for.
        command.addAll(List.of("-t", String.valueOf(TIMEOUT_SECONDS), "-q", String.valueOf(MOST_OPEN)));
        command.addAll(List.of("-c", String.valueOf(SOCKETS)));
        command.addAll(List.of(more));
        return new Dnsperf(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Ends it before it has asked for everything. */
    Result stop() throws Exception {
        Kill.send("INT", process.pid());
        return await();
    }

    /** Returns when it has got all its answers, or given up. */
    Result await() throws Exception {
        String text = Payload.of(said);
        return new Result(
                count(text, "Queries sent: +(\\d+)"),
                count(text, "Queries completed: +(\\d+)"),
                text.contains("NOERROR") ? count(text, "NOERROR (\\d+)") : 0,
                count(text, "Queries lost: +(\\d+)"),
                text.contains("Queries interrupted") ? count(text, "Queries interrupted: +(\\d+)") : 0,
                text.contains("Reconnections") ? count(text, "Reconnections: +(\\d+)") : 0,
                Double.parseDouble(find(text, "Average Latency \\(s\\): +([0-9.]+)")));
    }

    private static long count(String text, String pattern) {
        return Long.parseLong(find(text, pattern));
    }

    private static String find(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new AssertionError("no " + pattern + " in what dnsperf says: " + text);
        }
        return found.group(1);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package org.penlb.load.client;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.penlb.load.measure.Latencies;
import org.penlb.load.process.Lab;
import org.penlb.load.process.Programs;
import org.penlb.load.server.NameServer;

/**
 * dnsperf, which asks for names of {@link NameServer}.
 *
 * @param tcp over TCP instead of UDP
 * @param clients how many sockets
 * @param open how many queries at most are unanswered at a time
 * @param mixed whether the names, and so the queries, have many lengths, instead of nearly the same
 */
public record Dnsperf(boolean tcp, int clients, int open, boolean mixed) {
    /** How long it waits for an answer, in seconds; later ones are lost. On loopback none takes that long. */
    private static final String TIMEOUT = "1";

    private static final String PROGRAM = "dnsperf";
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Pattern ANSWERED = Pattern.compile("Queries completed: +(\\d+)");
    private static final Pattern LOST = Pattern.compile("Queries lost: +(\\d+)");
    private static final Pattern GOOD = Pattern.compile("NOERROR (\\d+) \\(");
    private static final Pattern SECONDS = Pattern.compile("Run time \\(s\\): +([0-9.]+)");
    /** An answer in its verbose lines: how long it took, in seconds. Those that were not answered end in a word. */
    private static final Pattern ANSWER = Pattern.compile("^> \\S+ \\S+ \\S+ ([0-9.]+)$", Pattern.MULTILINE);

    private static final double MICROS = 1e6;
    /** Steps through all lengths, neighbours apart. */
    private static final int LENGTH_STEP = 7;

    private static final int LONGEST = 32;

    /** Why it cannot be used here; empty if it can. */
    public static Optional<String> refusal() {
        return Programs.refusal(PROGRAM, PROGRAM);
    }

    /** Asks for so long, as fast as there are answers; the units of work are queries. */
    public Work saturate(Lab lab, InetSocketAddress server, Duration length) {
        return parse(lab.runFor(PROGRAM, length, MARGIN, command(lab, server, length)));
    }

    /** Asks so many times a second, and looks at how long each answer takes. */
    public Work pace(Lab lab, InetSocketAddress server, Duration length, double rate) {
        List<String> command = command(lab, server, length);
        command.addAll(List.of("-v", "-Q", String.valueOf(Math.round(rate))));
        return parse(lab.runFor(PROGRAM, length, MARGIN, command));
    }

    /** Asks so many times a second, and counts the answers alone, which takes less of the machine. */
    public Work count(Lab lab, InetSocketAddress server, Duration length, double rate) {
        List<String> command = command(lab, server, length);
        command.addAll(List.of("-Q", String.valueOf(Math.round(rate))));
        return parse(lab.runFor(PROGRAM, length, MARGIN, command));
    }

    private List<String> command(Lab lab, InetSocketAddress server, Duration length) {
        Path queries = lab.newFile("queries", queries());
        var command = new ArrayList<>(List.of(Programs.path(PROGRAM, PROGRAM), "-d", queries.toString()));
        command.addAll(List.of("-s", server.getAddress().getHostAddress(), "-p", String.valueOf(server.getPort())));
        command.addAll(List.of("-m", tcp ? "tcp" : "udp", "-t", TIMEOUT, "-l", String.valueOf(Lab.wholeSeconds(length))));
        command.addAll(List.of("-c", String.valueOf(clients), "-q", String.valueOf(open)));
        return command;
    }

    private String queries() {
        var text = new StringBuilder();
        for (int i = 0; i < NameServer.HOSTS; i++) {
            if (mixed) {
                text.append("m".repeat(1 + i * LENGTH_STEP % LONGEST));
            }
            text.append("host").append(i).append('.').append(NameServer.ZONE).append(" A\n");
        }
        return text.toString();
    }

    /** What it says, verbose or not. */
    static Work parse(String said) {
        double answered = Said.number(PROGRAM, said, ANSWERED);
        double[] latencies = ANSWER.matcher(said)
                .results()
                .mapToDouble(answer -> Double.parseDouble(answer.group(1)) * MICROS)
                .toArray();
        return new Work(
                answered,
                Said.number(PROGRAM, said, SECONDS),
                Math.round(answered) - Said.sum(said, GOOD),
                Math.round(Said.number(PROGRAM, said, LOST)),
                new Latencies(latencies));
    }
}

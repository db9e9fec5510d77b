package org.penlb.load.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.penlb.load.measure.Latencies;
import org.penlb.load.process.Lab;
import org.penlb.load.process.Programs;

/**
 * h2load with HTTP/1.1 on kept-alive connections: requests at a fixed rate, whether they are answered quickly or not. Above
 * 100 requests a second and client it sends those of 10 ms at once, one after another on each connection; so what is
 * measured has small bursts in it, the same for all.
 *
 * @param path what is asked for
 * @param clients how many connections
 */
public record H2load(String path, int clients) {
    private static final String PROGRAM = "h2load";
    private static final String PACKAGE = "nghttp2-client";
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final String OK = "200";

    /** Why it cannot be used here; empty if it can. */
    public static Optional<String> refusal() {
        return Programs.refusal(PROGRAM, PACKAGE);
    }

    /** Asks for so long, so many times a second; the units of work are requests. */
    public Work run(Lab lab, InetSocketAddress server, Duration length, double rate) {
        Path log = lab.newPath("h2load.log");
        lab.run(
                PROGRAM,
                MARGIN.plus(length),
                List.of(
                        Programs.path(PROGRAM, PACKAGE),
                        "--h1",
                        "-t1",
                        "-c" + clients,
                        "-D" + length.toMillis() + "ms",
                        "--rps=" + String.format(Locale.ROOT, "%.3f", rate / clients),
                        "--log-file=" + log,
                        "http://" + server.getAddress().getHostAddress() + ":" + server.getPort() + path));
        try {
            Work work = parse(Files.readAllLines(log), Lab.seconds(length));
            Files.delete(log);
            return work;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it writes to its log: when it sent a request, the status (-1 if there was none), how long that took. */
    static Work parse(List<String> log, double seconds) {
        var latencies = new double[log.size()];
        int answered = 0;
        long lost = 0;
        long wrong = 0;
        for (String line : log) {
            String[] fields = line.split("\t");
            if (fields[1].equals("-1")) {
                lost++;
                continue;
            }
            wrong += fields[1].equals(OK) ? 0 : 1;
            latencies[answered++] = Double.parseDouble(fields[2]);
        }
        return new Work(answered, seconds, wrong, lost, new Latencies(Arrays.copyOf(latencies, answered)));
    }
}

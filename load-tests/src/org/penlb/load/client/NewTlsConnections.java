package org.penlb.load.client;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.penlb.load.process.Child;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;
import org.penlb.load.process.Programs;

/**
 * openssl s_time: connections with a whole handshake of TLS 1.3 and a request each, one after another. wrk does not do for that:
 * it resumes its sessions.
 *
 * @param clients how many at a time
 * @param openSsl the configuration of OpenSSL
 */
public record NewTlsConnections(int clients, Path openSsl) {
    private static final String PROGRAM = "openssl";
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Pattern DONE = Pattern.compile("(\\d+) connections in \\d+ real seconds");

    /** Why it cannot be used here; empty if it can. */
    public static Optional<String> refusal() {
        return Programs.refusal(PROGRAM, PROGRAM);
    }

    /** Connects for so long, in whole seconds; the units of work are connections. */
    public Work run(Lab lab, InetSocketAddress server, Duration length) {
        long seconds = Lab.wholeSeconds(length);
        List<String> command = List.of(
                Programs.path(PROGRAM, PROGRAM),
                "s_time",
                "-connect",
                server.getAddress().getHostAddress() + ":" + server.getPort(),
                "-new",
                "-tls1_3",
                "-www",
                "/",
                "-time",
                String.valueOf(seconds));
        List<Child> all = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                all.add(lab.start(PROGRAM, command, Map.of("OPENSSL_CONF", openSsl.toString())));
            }
            double done = 0;
            for (Child each : all) {
                each.awaitEnd(length.plus(MARGIN));
                done += parse(each.said());
            }
            return new Work(done, seconds, 0, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(PROGRAM + ": this run was interrupted", e);
        } finally {
            all.forEach(Child::close);
        }
    }

    /** How many connections it says it has made. */
    static double parse(String said) {
        return Said.number(PROGRAM, said, DONE);
    }
}

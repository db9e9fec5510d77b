package org.penlb.load.client;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.load.process.Lab;
import org.penlb.load.process.Programs;

/**
 * wrk: as many requests as are answered, each client sending the next one as soon as it has an answer.
 *
 * @param path what is asked for
 * @param clients how many connections at a time
 * @param close whether each request has a connection of its own
 * @param body how many bytes each request carries
 * @param openSsl the configuration of OpenSSL with which it speaks TLS; null for plain HTTP
 */
public record Wrk(String path, int clients, boolean close, int body, @Nullable Path openSsl) {
    /** Asks plainly, without a body. */
    public Wrk(String path, int clients, boolean close) {
        this(path, clients, close, 0, null);
    }

    private static final String PROGRAM = "wrk";
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Pattern DONE = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
    private static final Pattern ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern NOT_2XX = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    /** Why it cannot be used here; empty if it can. */
    public static Optional<String> refusal() {
        return Programs.refusal(PROGRAM, PROGRAM);
    }

    /** Asks for so long; the units of work are requests. */
    public Work run(Lab lab, InetSocketAddress server, Duration length) {
        var command = new ArrayList<String>();
        if (openSsl != null) {
            command.addAll(List.of("env", "OPENSSL_CONF=" + openSsl));
        }
        command.addAll(List.of(Programs.path(PROGRAM, PROGRAM), "-t", "1", "-c", String.valueOf(clients)));
        command.addAll(List.of("-d", Lab.wholeSeconds(length) + "s"));
        if (close) {
            command.addAll(List.of("-H", "Connection: close"));
        }
        if (body > 0) {
            String script = "wrk.method = \"POST\"\nwrk.body = string.rep(\"x\", " + body + ")\n";
            command.addAll(List.of("-s", lab.newFile("post.lua", script).toString()));
        }
        command.add((openSsl == null ? "http://" : "https://") + server.getAddress().getHostAddress() + ":" + server.getPort() + path);
        return parse(lab.runFor(PROGRAM, length, MARGIN, command));
    }

    /** What it says at the end. */
    static Work parse(String said) {
        double done = Said.number(PROGRAM, said, DONE);
        double rate = Said.number(PROGRAM, said, RATE);
        // Its own seconds have two decimals only.
        double seconds = done == 0 ? 1 : done / rate;
        return new Work(done, seconds, Said.sum(said, NOT_2XX), Said.sum(said, ERRORS));
    }
}

package org.penlb.load.workload;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.penlb.load.balancer.Setup;
import org.penlb.load.client.NewTlsConnections;
import org.penlb.load.client.Wrk;
import org.penlb.load.process.Lab;
import org.penlb.load.server.WebServer;

/**
 * HTTP by TLS with clients and plainly to the server. All balancers have the same certificate; the client asks for
 * AES-128-GCM and P-256 alone, so that they have the same work.
 *
 * @param unit what is counted: each request is one
 * @param identity what clients are shown
 * @param client what asks
 */
record TlsWorkload(String name, String unit, Identity identity, Client client) implements Workload {
    /** Who asks, once it is known with which settings of TLS. */
    interface Client {
        Contest.Load with(Bench bench, Path openSsl);
    }

    /** What every client of ours that uses OpenSSL is told. */
    private static final String OPENSSL = """
            openssl_conf = all
            [all]
            ssl_conf = ssl
            [ssl]
            system_default = settings
            [settings]
            Ciphersuites = TLS_AES_128_GCM_SHA256
            Groups = P-256
            """;

    /** What a JVM has to see before it compiles for good; a handshake is seen a thousand times in a second. */
    private static final int ENOUGH = 15_000;

    private static final int MIB = 1 << 20;
    private static final int CLIENTS = 64;
    private static final int FEW_CLIENTS = 8;
    private static final int ONE_BY_ONE = 4;

    static List<Workload> all() {
        return List.of(
                new TlsWorkload("tls-keepalive", "request", Identity.ECDSA, wrk(WebServer.SMALL, CLIENTS, false, 0)),
                new TlsWorkload("tls-1m", "MiB", Identity.ECDSA, wrk(WebServer.MIB_1, FEW_CLIENTS, false, 0)),
                new TlsWorkload("tls-upload", "MiB", Identity.ECDSA, wrk(WebServer.UPLOAD, FEW_CLIENTS, false, MIB)),
                new TlsWorkload("tls-connection-ecdsa", "connection", Identity.ECDSA, TlsWorkload::newConnections),
                new TlsWorkload("tls-connection-rsa", "connection", Identity.RSA_2048, TlsWorkload::newConnections),
                // wrk resumes the session that its first connection began
                new TlsWorkload("tls-resumed", "connection", Identity.ECDSA, wrk(WebServer.SMALL, CLIENTS, true, 0)),
                new IdleWorkload("tls-idle", true));
    }

    private static Contest.Load newConnections(Bench bench, Path openSsl) {
        var client = new NewTlsConnections(ONE_BY_ONE, openSsl);
        return (running, length) -> client.run(bench.lab(), running.address(), length);
    }

    private static Client wrk(String path, int clients, boolean close, int body) {
        return (bench, openSsl) -> {
            var wrk = new Wrk(path, clients, close, body, openSsl);
            return (running, length) -> wrk.run(bench.lab(), running.address(), length);
        };
    }

    @Override
    public Optional<String> refusal() {
        return WebServer.refusal().or(Wrk::refusal).or(NewTlsConnections::refusal);
    }

    @Override
    public List<Integer> loops(Plan plan) {
        return plan.quick() ? plan.loops().subList(0, 1) : plan.loops();
    }

    @Override
    public void run(Bench bench, int loops) {
        Lab lab = bench.lab();
        try (var server = new WebServer(lab)) {
            var setup = new Setup(Setup.Service.STREAM, server.servers(), loops, Setup.Choice.ROUND_ROBIN)
                    .with(identity.files(lab));
            try (var contest = new Contest(bench, name, setup)) {
                Contest.Load load = client.with(bench, lab.newFile("openssl.cnf", OPENSSL));
                contest.warmUp(name, load, ENOUGH);
                bench.results().unit(new Results.Series(name, loops), unit);
                contest.measure(name, load);
            }
        }
    }
}

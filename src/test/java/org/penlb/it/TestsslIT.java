package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Certificates;
import org.penlb.testing.PenProcess;

/** What testssl.sh finds of a service with certificates of a test authority. */
class TestsslIT {
    private static final Set<String> ABOVE_LOW = Set.of("MEDIUM", "HIGH", "CRITICAL", "FATAL");

    @TempDir
    Path folder;

    private static JsonObject certificate(String name) {
        return new JsonObject().put("certificate", name + ".crt").put("key", name + ".key");
    }

    /** As an authority gives them, which is for more than a few days. */
    private static X509Bundle fresh(Algorithm algorithm, X509Bundle authority) throws GeneralSecurityException {
        Instant now = Instant.now();
        KeyPair key = algorithm.generateKeyPair(new SecureRandom());
        return Certificates.server(
                key, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(89)), authority, "localhost");
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void nothing_above_low_is_found() throws Exception {
        Assumptions.assumeTrue(Boolean.getBoolean("pen.long"), "long: testssl.sh takes several minutes");
        String program = Program.find("testssl", "testssl.sh");
        X509Bundle authority = Certificates.authority("Test CA");
        Path ca = Certificates.write(folder.resolve("ca.crt"), authority.getCertificatePEM());
        X509Bundle ec = fresh(Algorithm.ecp256, authority);
        Certificates.write(folder, "ec", ec);
        Certificates.write(folder, "rsa", fresh(Algorithm.rsa2048, authority));
        Instant now = Instant.now();
        Certificates.write(
                folder.resolve("ec.der"),
                Certificates.ocsp(ec, 0x80, now.minusSeconds(60), now.plus(Duration.ofDays(1))));
        Path found = folder.resolve("found.json");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String address = "127.0.0.1:" + server.getAddress().getPort();
            JsonObject service = ConfigFile.service("tls", "tcp://127.0.0.1:0", List.of(address))
                    .put(
                            "tls",
                            new JsonObject()
                                    .put(
                                            "certificates",
                                            new JsonArray()
                                                    .add(certificate("ec").put("ocsp", "ec.der"))
                                                    .add(certificate("rsa"))));
            try (PenProcess pen = PenProcess.configuredBy(new ConfigFile(folder).write(service).path)) {
                Process process = new ProcessBuilder(
                                program,
                                "--quiet",
                                "--color",
                                "0",
                                "--jsonfile",
                                found.toString(),
                                "--add-ca",
                                ca.toString(),
                                "--ip",
                                "127.0.0.1",
                                "--nodns",
                                "none",
                                "localhost:" + pen.address().getPort())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("testssl.log").toFile())
                        .start();
                process.waitFor();
            }
        } finally {
            server.stop(0);
        }
        List<JsonObject> findings = new JsonArray(Files.readString(found))
                .stream().map(JsonObject.class::cast).collect(Collectors.toList());
        assertThat(findings).hasSizeGreaterThan(50);
        assertThat(findings)
                .filteredOn(finding -> ABOVE_LOW.contains(finding.getString("severity")))
                .extracting(finding -> finding.getString("id"))
                .isSubsetOf("security_headers"); // which the server behind would have to send
    }
}

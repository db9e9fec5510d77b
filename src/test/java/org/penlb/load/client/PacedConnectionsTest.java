package org.penlb.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("alone")
@Timeout(60)
class PacedConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";
    private static final String SICK = "HTTP/1.1 503 Sick\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    /** Gives everybody this answer. */
    private static ServerSocket server(String answer) throws IOException {
        var server = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(() -> {
            while (true) {
                try (Socket client = server.accept()) {
                    var request = new StringBuilder();
                    while (request.indexOf("\r\n\r\n") < 0) {
                        request.append((char) client.getInputStream().read());
                    }
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException _) {
                    return;
                }
            }
        });
        return server;
    }

    @Test
    void as_many_connections_are_made_as_the_rate_says() throws IOException {
        try (ServerSocket server = server(OK)) {
            Work work = new PacedConnections(4)
                    .run((InetSocketAddress) server.getLocalSocketAddress(), Duration.ofSeconds(1), 101);
            assertThat(work.done()).isEqualTo(101);
            assertThat(work.rate()).isEqualTo(101);
            assertThat(work.wrong()).isZero();
            assertThat(work.lost()).isZero();
            assertThat(work.latencies().percentile(0.5)).isPositive();
        }
    }

    @Test
    void another_status_is_a_wrong_answer() throws IOException {
        try (ServerSocket server = server(SICK)) {
            Work work = new PacedConnections(2)
                    .run((InetSocketAddress) server.getLocalSocketAddress(), Duration.ofSeconds(1), 10);
            assertThat(work.wrong()).isEqualTo(10);
        }
    }

    @Test
    void who_is_not_let_in_is_lost() throws IOException {
        var nobody = new InetSocketAddress[1];
        try (ServerSocket server = server(OK)) {
            nobody[0] = (InetSocketAddress) server.getLocalSocketAddress();
        }
        Work work = new PacedConnections(2).run(nobody[0], Duration.ofSeconds(1), 10);
        assertThat(work.lost()).isEqualTo(10);
        assertThat(work.done()).isZero();
    }
}

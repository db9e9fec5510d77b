package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Payload;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Visitor;

/** -H beside Debian's pen: the same request reaches the server with the same fields. */
@Timeout(60)
class ForwardedForIT {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: www\r\n\r\n";

    @BeforeAll
    static void there_is_a_pen_to_compare_with() {
        OraclePen.assumeInstalled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void the_server_sees_what_it_sees_behind_pen(String relay) throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            server.setSoTimeout(30_000);
            List<String> servers = List.of("127.0.0.1:" + server.getLocalPort());
            String behindPen;
            try (var oracle = OraclePen.start(List.of("-H"), servers)) {
                behindPen = received(server, oracle.address());
            }
            try (var pen = PenProcess.start(List.of(), List.of("-H", "--relay", relay), servers)) {
                assertThat(received(server, pen.address())).isEqualTo(behindPen).contains("X-Forwarded-For: 127.0.0.1");
            }
        }
    }

    private static String received(ServerSocket server, InetSocketAddress pen) throws Exception {
        try (Socket client = Visitor.connect("127.0.0.1", pen)) {
            Future<String> received = Payload.beside(() -> read(server));
            client.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            return Payload.of(received);
        }
    }

    private static String read(ServerSocket server) throws IOException {
        try (Socket accepted = server.accept()) {
            accepted.setSoTimeout(30_000);
            return new String(accepted.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}

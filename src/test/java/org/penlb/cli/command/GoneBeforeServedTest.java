package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;

/** A client that resets its connection while it is on its way to a server: that server is not to take it for one that was silent. */
@Timeout(120)
class GoneBeforeServedTest {
    private static final int CLIENTS = 40;
    private static final int MOMENT_MILLIS = 200;

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void no_server_sees_an_orderly_end(String relay) throws IOException {
        try (var server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress());
                var pen =
                        PenHere.start(List.of("-r", "--relay", relay), List.of("127.0.0.1:" + server.getLocalPort()))) {
            for (int i = 0; i < CLIENTS; i++) {
                try (var client =
                        new Socket(pen.address().getAddress(), pen.address().getPort())) {
                    client.getOutputStream().write(new byte[1000]);
                    client.setSoLinger(true, 0);
                }
            }
            server.setSoTimeout(MOMENT_MILLIS); // how many get so far is nobody's concern
            int ends = 0;
            try {
                while (true) {
                    ends += endsInOrder(server.accept()) ? 1 : 0;
                }
            } catch (SocketTimeoutException _) {
                // that was the last one
            }
            assertThat(ends).isZero();
        }
    }

    private static boolean endsInOrder(Socket served) throws IOException {
        try (served) {
            served.setSoTimeout((int) Await.LONG.toMillis());
            var _ = served.getInputStream().readAllBytes();
            return true;
        } catch (SocketException _) {
            return false;
        }
    }
}

package org.penlb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.service.HandshakeFault;
import org.penlb.service.Service;
import org.penlb.testing.Await;
import org.penlb.testing.Certificates;
import org.penlb.testing.Payload;
import org.penlb.testing.TlsClient;

/** Clients whose handshakes are not made, and why. */
class HandshakeFaultsTest extends TlsCase {
    @Test
    void an_address_has_no_more_handshakes_under_way_than_it_may() throws IOException {
        PenVerticle pen = start(service(
                tls().put("handshakes", new JsonObject().put("perClient", 1).put("timeout", "60s")), plain.address()));
        try (Socket _ = plainly()) {
            Await.until(
                    "the first is there",
                    () -> pen.listeners().getFirst().service().openConnections() == 1);
            try (Socket second = plainly()) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
        }
        assertThat(handshakes(pen).failed(HandshakeFault.PER_CLIENT)).isEqualTo(1);
        Await.until(
                "the first is gone", () -> pen.listeners().getFirst().service().openConnections() == 0);
        try (SSLSocket one = connect("a.example")) {
            assertThat(line(one)).isEqualTo("plain");
        }
    }

    @Test
    void no_more_handshakes_are_under_way_than_there_may_be() throws Exception {
        PenVerticle pen = start(service(
                tls().put("handshakes", new JsonObject().put("max", 1).put("timeout", "60s")), plain.address()));
        Service service = pen.listeners().getFirst().service();
        Future<String> second;
        try (Socket _ = plainly()) {
            Await.until("the first is there", () -> service.pendingConnections() == 1);
            Socket waiting = plainly();
            second = Payload.beside(() -> {
                try (SSLSocket one = client.over(waiting, "a.example")) {
                    return line(one);
                }
            });
            for (int i = 0; i < 3; i++) { // time enough for the loop to let it in, if it would
                command("pid");
                assertThat(service.openConnections()).isEqualTo(1);
            }
        }
        assertThat(Payload.of(second)).isEqualTo("plain");
    }

    @Test
    void a_hello_that_does_not_come_ends_at_its_deadline_and_nonsense_at_once() throws IOException {
        PenVerticle pen =
                start(service(tls().put("handshakes", new JsonObject().put("timeout", "100ms")), plain.address()));
        try (Socket slow = plainly()) {
            slow.getOutputStream().write(new byte[] {22, 3, 1});
            assertClosed(slow);
        }
        assertThat(handshakes(pen).failed(HandshakeFault.TIMEOUT)).isEqualTo(1);
        try (Socket other = plainly()) {
            other.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
            assertClosed(other);
        }
        assertThat(handshakes(pen).failed(HandshakeFault.HELLO)).isEqualTo(1);
    }

    @Test
    void a_connection_that_is_cut_without_its_end_is_counted() throws IOException {
        PenVerticle pen = start(service(tls(), plain.address()));
        try (Socket below = plainly();
                SSLSocket over = client.over(below, "a.example")) {
            assertThat(line(over)).isEqualTo("plain");
            below.shutdownOutput();
            Await.until("it is counted", () -> handshakes(pen).truncated() == 1);
        }
    }

    @Test
    void who_has_no_certificate_does_not_come_in_where_one_is_required() throws IOException {
        PenVerticle pen = start(service(tls().put("clientCa", "ca.crt").put("clientAuth", "require"), plain.address()));
        assertThat(comesIn(client)).isFalse();
        Await.until("it is counted", () -> handshakes(pen).failed(HandshakeFault.REFUSED) == 1);
        var known = new TlsClient(authority.getCertificate(), Certificates.client(authority, "one"));
        assertThat(comesIn(known)).isTrue();
        assertThat(handshakes(pen).done()).isEqualTo(1);
    }

    /** Within what the engine takes of a certificate, which is more than a handshake may be long. */
    @Test
    void who_sends_more_than_a_handshake_takes_is_closed() throws IOException {
        PenVerticle pen = start(service(tls().put("clientCa", "ca.crt").put("clientAuth", "require"), plain.address()));
        assertThat(comesIn(talkative(2500))).isFalse();
        Await.until("it is counted", () -> handshakes(pen).failed(HandshakeFault.TOO_LONG) == 1);
    }

    /** Tickets, which go with the first words, would hold all of it, twice; and come back in a hello. */
    @ParameterizedTest
    @ValueSource(ints = {200, 260, 400, 600, 900, 1400})
    void who_sends_nearly_as_much_comes_in_again_and_again(int names) throws IOException {
        start(service(tls().put("clientCa", "ca.crt").put("clientAuth", "require"), plain.address()));
        SSLContext context = talkative(names).context();
        for (int visit = 0; visit < 3; visit++) {
            try (var one = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
                one.setSoTimeout((int) Await.LONG.toMillis());
                assertThat(line(one)).as("visit %d", visit).isEqualTo("plain");
            }
        }
    }

    /** A client with so many long names in its certificate, each of 40 bytes. */
    private TlsClient talkative(int names) {
        String[] all = IntStream.range(0, names)
                .mapToObj("a-name-that-is-rather-long-%d.example"::formatted)
                .toArray(String[]::new);
        return new TlsClient(authority.getCertificate(), Certificates.server(authority, all));
    }

    /** Whoever is refused hears of it in the handshake or behind it, by an alert, an end or a reset. */
    private boolean comesIn(TlsClient who) {
        try (SSLSocket one = who.connect(port, "a.example")) {
            return "plain".equals(line(one));
        } catch (IOException _) {
            return false;
        }
    }

    /** Whatever was sent and not read makes a reset of a close. */
    private static void assertClosed(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}

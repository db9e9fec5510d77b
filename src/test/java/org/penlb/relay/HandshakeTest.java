package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCounted;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.relay.HandshakeListener.Failure;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;

/** How connections are secured, and what becomes of those that are not. */
class HandshakeTest {
    private static final byte[] WORDS = "in confidence".getBytes(StandardCharsets.US_ASCII);

    /** What became of a handshake. */
    private record Outcome(
            @Nullable SecureEnd end, @Nullable Failure failure, String reason) {}

    private final Stage stage = new Stage(Stage.Kind.SOCKET);
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final BlockingQueue<SSLEngine> engines = new LinkedBlockingQueue<>();
    private final BlockingQueue<Handshake> handshakes = new LinkedBlockingQueue<>();
    private @Nullable Acceptor acceptor;
    private Duration patience = Await.LONG;
    private Executor tasks = Runnable::run;

    @AfterEach
    void close() {
        Acceptor open = acceptor;
        if (open != null) {
            stage.run(open::close);
        }
        stage.close();
    }

    private SocketAddress listen(SslProvider provider) {
        var wrapping = new TlsWrapping(stage.transport, provider);
        Acceptor opened = stage.call(() ->
                stage.transport.listen(Stage.ANYWHERE, Stage.LISTEN, new Stage.Places(Integer.MAX_VALUE), client -> {
                    SSLEngine engine = wrapping.serverEngine();
                    engines.add(engine);
                    handshakes.add(stage.transport.handshake(
                            client, new HandshakeOptions(engine, tasks, patience), new Listener()));
                }));
        acceptor = opened;
        return opened.localAddress();
    }

    private final class Listener implements HandshakeListener {
        @Override
        public void secured(SecureEnd end) {
            outcomes.add(new Outcome(end, null, ""));
        }

        @Override
        public void failed(Failure failure, String reason) {
            outcomes.add(new Outcome(null, failure, reason));
        }
    }

    /** Believes everybody. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** A socket that sends each byte by itself. */
    private static final class ByteByByte extends Socket {
        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    for (int i = from; i < from + length; i++) {
                        out.write(bytes[i]);
                    }
                }
            };
        }
    }

    /** A socket that sends what follows the hello together with much that comes after it. */
    private static final class HeldBack extends Socket {
        private static final int ENOUGH = 200_000;

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                private final ByteArrayOutputStream held = new ByteArrayOutputStream();
                private boolean helloIsSent;

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    held.write(bytes, from, length);
                    if (!helloIsSent || held.size() >= ENOUGH) {
                        helloIsSent = true;
                        out.write(held.toByteArray());
                        held.reset();
                    }
                }
            };
        }
    }

    private static SSLSocket over(Socket socket, SocketAddress address) throws Exception {
        socket.setTcpNoDelay(true);
        socket.connect(address);
        socket.setSoTimeout((int) Await.LONG.toMillis());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        return (SSLSocket) context.getSocketFactory()
                .createSocket(socket, "relay.test", ((InetSocketAddress) address).getPort(), true);
    }

    private static <T> Future<T> beside(Callable<T> task) {
        return Payload.beside(task);
    }

    private SecureEnd secured() throws InterruptedException {
        Outcome outcome = Await.next(outcomes);
        assertThat(outcome.reason()).isEmpty();
        SecureEnd end = outcome.end();
        if (end == null) {
            throw new AssertionError("not secured");
        }
        return end;
    }

    private void assertFailed(Failure failure, String reason) throws InterruptedException {
        Outcome outcome = Await.next(outcomes);
        assertThat(outcome.failure()).as(outcome.reason()).isEqualTo(failure);
        assertThat(outcome.reason()).contains(reason);
        stage.letLoopLook();
        assertEngineIsReleased();
    }

    private void assertEngineIsReleased() throws InterruptedException {
        if (Await.next(engines) instanceof ReferenceCounted counted) {
            Await.until("the engine is released", () -> counted.refCnt() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"OPENSSL", "JDK"})
    void what_is_said_over_it_arrives_and_the_engine_goes_with_the_connection(SslProvider provider) throws Exception {
        SocketAddress address = listen(provider);
        try (SSLSocket client = over(new Socket(), address)) {
            assertEchoes(client);
        }
        assertEngineIsReleased();
    }

    private void assertEchoes(SSLSocket client) throws Exception {
        Future<byte[]> heard = beside(() -> {
            client.getOutputStream().write(WORDS);
            return client.getInputStream().readNBytes(WORDS.length);
        });
        echo(secured());
        assertThat(Payload.of(heard)).isEqualTo(WORDS);
    }

    private void echo(SecureEnd end) {
        stage.run(() -> stage.transport.converse(end, new Conversing() {
            @Override
            public void received(StreamPort port, ByteBuffer bytes) {
                port.write(bytes.duplicate());
            }

            @Override
            public void ended(StreamPort port) {
                port.close();
            }
        }));
    }

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"OPENSSL", "JDK"})
    void a_hello_in_segments_of_one_byte_is_a_hello(SslProvider provider) throws Exception {
        SocketAddress address = listen(provider);
        try (SSLSocket client = over(new ByteByByte(), address)) {
            assertEchoes(client);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"OPENSSL", "JDK"})
    void much_that_comes_together_with_the_end_of_the_handshake_is_no_part_of_it(SslProvider provider)
            throws Exception {
        int length = 300_000; // more than is held back, with what records add
        var receiver = new Conversing();
        SocketAddress address = listen(provider);
        try (SSLSocket client = over(new HeldBack(), address)) {
            Future<Boolean> sent = beside(() -> {
                client.getOutputStream().write(new byte[length]);
                return true;
            });
            SecureEnd end = secured();
            StreamPort port = stage.call(() -> stage.transport.converse(end, receiver));
            assertThat(Payload.of(sent)).isTrue();
            Await.until("much of it came", () -> receiver.length >= HeldBack.ENOUGH / 2);
            stage.run(port::close);
        }
    }

    @Test
    void who_says_nothing_is_closed_at_the_deadline() throws Exception {
        patience = Duration.ofMillis(50);
        try (Socket client = Stage.connect(listen(SslProvider.OPENSSL))) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertFailed(Failure.TIMEOUT, "within 50 ms");
    }

    @Test
    void who_stops_in_the_middle_is_closed_at_the_deadline() throws Exception {
        patience = Duration.ofMillis(50);
        try (Socket client = Stage.connect(listen(SslProvider.OPENSSL))) {
            client.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
            assertThat(Await.next(outcomes).failure()).isEqualTo(Failure.TIMEOUT);
        }
        assertEngineIsReleased();
    }

    @Test
    void who_speaks_something_else_is_refused() throws Exception {
        try (Socket client = Stage.connect(listen(SslProvider.OPENSSL))) {
            client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertFailed(Failure.REFUSED, "");
        }
    }

    @Test
    void who_leaves_in_the_middle_is_told_from_who_is_refused() throws Exception {
        try (Socket client = Stage.connect(listen(SslProvider.OPENSSL))) {
            client.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
            client.shutdownOutput();
            assertFailed(Failure.ENDED, "in the middle");
        }
    }

    @Test
    void the_reason_of_a_peer_that_does_not_believe_is_told() throws Exception {
        SocketAddress address = listen(SslProvider.OPENSSL);
        try (Socket socket = new Socket();
                SSLSocket client = believingNobody(socket, address)) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);
            Outcome outcome = Await.next(outcomes);
            // the handshake of TLS 1.3 is over for the server when the client's answer to its certificate comes
            assertThat(outcome.failure()).isEqualTo(Failure.REFUSED);
            assertThat(outcome.reason()).contains("certificate");
        }
        assertEngineIsReleased();
    }

    private static SSLSocket believingNobody(Socket socket, SocketAddress address) throws Exception {
        socket.connect(address);
        return (SSLSocket) SSLContext.getDefault()
                .getSocketFactory()
                .createSocket(socket, "relay.test", ((InetSocketAddress) address).getPort(), true);
    }

    @Test
    void a_handshake_that_is_given_up_is_a_reset_and_leaves_nothing() throws Exception {
        try (Socket client = Stage.connect(listen(SslProvider.OPENSSL))) {
            Handshake handshake = Await.next(handshakes);
            stage.run(handshake::cancel);
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        assertEngineIsReleased();
        assertThat(outcomes).isEmpty();
    }

    @Test
    void the_event_loop_goes_on_while_a_signature_is_made_elsewhere() throws Exception {
        var mayGoOn = new CountDownLatch(1);
        var asked = new LinkedBlockingQueue<Thread>();
        tasks = task -> Thread.ofPlatform().start(() -> {
            asked.add(Thread.currentThread());
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            task.run();
        });
        SocketAddress address = listen(SslProvider.JDK); // its handshake consists of tasks
        try (SSLSocket client = over(new Socket(), address)) {
            Future<byte[]> heard = beside(() -> {
                client.getOutputStream().write(WORDS);
                return client.getInputStream().readNBytes(WORDS.length);
            });
            Await.next(asked);
            stage.letLoopLook();
            assertThat(outcomes).isEmpty();
            mayGoOn.countDown();
            echo(secured());
            assertThat(Payload.of(heard)).isEqualTo(WORDS);
        }
    }

    @Test
    void a_fault_of_ours_is_told_to_who_waits_for_the_handshake() throws Exception {
        tasks = _ -> {
            throw new IllegalStateException("a fault, as the test wants it");
        };
        SocketAddress address = listen(SslProvider.JDK);
        try (SSLSocket client = over(new Socket(), address)) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
            assertFailed(Failure.RESET, "a fault of this program's");
        }
    }

    @Test
    void who_comes_when_there_are_too_many_signatures_is_closed() throws Exception {
        tasks = _ -> {
            throw new RejectedExecutionException("full");
        };
        SocketAddress address = listen(SslProvider.JDK);
        try (SSLSocket client = over(new Socket(), address)) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
            assertFailed(Failure.BUSY, "too many handshakes");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"OPENSSL", "JDK"})
    void a_stream_that_stops_without_its_end_is_known_to_be_cut(SslProvider provider) throws Exception {
        var receiver = new Conversing();
        SocketAddress address = listen(provider);
        try (Socket below = new Socket();
                SSLSocket client = over(below, address)) {
            Future<Boolean> sent = beside(() -> {
                client.getOutputStream().write(WORDS);
                return true;
            });
            SecureEnd end = secured();
            StreamPort port = stage.call(() -> stage.transport.converse(end, receiver));
            assertThat(Payload.of(sent)).isTrue();
            Await.until("all came", () -> receiver.length == WORDS.length);
            assertThat(stage.call(end::isTruncated)).isFalse();
            below.shutdownOutput();
            Await.next(receiver.ended);
            assertThat(stage.call(end::isTruncated)).isTrue();
            stage.run(port::close);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"OPENSSL", "JDK"})
    void a_stream_that_ends_in_order_may_still_be_answered(SslProvider provider) throws Exception {
        var receiver = new Conversing();
        SocketAddress address = listen(provider);
        try (SSLSocket client = over(new Socket(), address)) {
            Future<byte[]> heard = beside(() -> {
                client.getOutputStream().write(WORDS);
                client.shutdownOutput();
                return client.getInputStream().readAllBytes();
            });
            SecureEnd end = secured();
            StreamPort port = stage.call(() -> stage.transport.converse(end, receiver));
            Await.next(receiver.ended);
            assertThat(stage.call(end::isTruncated)).isFalse();
            stage.run(() -> {
                port.write(WORDS, 0, WORDS.length);
                port.shutdownOutput();
            });
            assertThat(Payload.of(heard)).isEqualTo(WORDS);
        }
        assertEngineIsReleased();
    }

    /** A client of TLS 1.2 could have the relay wait for the rest of a second handshake, and what it is to be sent with it. */
    @ParameterizedTest
    @EnumSource(
            value = SslProvider.class,
            names = {"OPENSSL", "JDK"})
    void who_begins_another_handshake_is_broken_off(SslProvider provider) throws Exception {
        SocketAddress address = listen(provider);
        try (SSLSocket client = over(new Socket(), address)) {
            client.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertEchoes(client);
            assertThatThrownBy(() -> {
                        client.startHandshake();
                        client.getInputStream().read();
                    })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
        assertEngineIsReleased();
    }

    /** The JDK's engine answers each; BoringSSL the last one, when it has something else to say. */
    @Test
    void who_asks_for_new_keys_on_and_on_and_reads_no_answer_is_broken_off() throws Exception {
        SocketAddress address = listen(SslProvider.JDK);
        try (Socket below = new Socket()) {
            below.setReceiveBufferSize(1024);
            SSLSocket client = over(below, address);
            Future<Integer> asked = beside(() -> {
                int times = 0;
                try {
                    while (true) {
                        client.startHandshake();
                        client.getOutputStream().write(WORDS);
                        times++;
                    }
                } catch (IOException _) {
                    return times;
                }
            });
            SecureEnd end = secured();
            stage.call(() -> stage.transport.converse(end, new Conversing()));
            assertThat(Payload.of(asked)).isPositive();
        }
        assertEngineIsReleased();
    }
}

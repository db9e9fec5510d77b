package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.pkitesting.X509Bundle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.testing.Certificates;
import org.penlb.testing.TlsClient;
import org.penlb.tls.TlsTermination;
import org.penlb.tls.engine.EngineKind;

/** An engine that becomes what the hello asks for, record by record as a web server hands them over. */
@Timeout(60)
class HelloEngineTest {
    private static final int HEADER = 5;
    private static final int ROOM = 64 * 1024;

    private final X509Bundle authority = Certificates.authority("Test CA");

    @TempDir
    Path folder;

    private TlsBuilder config = new TlsBuilder();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicInteger released = new AtomicInteger();

    @BeforeEach
    void write() {
        config = new TlsBuilder();
        config.certificates = List.of(
                Certificates.write(folder, "a", Certificates.server(authority, "a.example")),
                Certificates.write(folder, "b", Certificates.server(authority, "b.example")));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private HelloEngine server(EngineKind kind) {
        TlsTermination termination = TlsTermination.load(config.build(), kind, Clock.systemUTC());
        open.add(termination::close);
        var engine = new HelloEngine(termination::engine, UnpooledByteBufAllocator.DEFAULT, released::incrementAndGet);
        open.add(engine::release);
        return engine;
    }

    private SSLEngine client(String name) {
        SSLEngine client = new TlsClient(authority.getCertificate()).engine();
        SSLParameters parameters = client.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        client.setSSLParameters(parameters);
        return client;
    }

    private static ByteBuffer hello(SSLEngine client) throws SSLException {
        ByteBuffer hello = ByteBuffer.allocate(ROOM);
        client.wrap(ByteBuffer.allocate(0), hello);
        return hello.flip();
    }

    /** The same message in records of so many bytes. */
    private static List<ByteBuffer> cut(ByteBuffer record, int size) {
        var records = new ArrayList<ByteBuffer>();
        for (int from = HEADER; from < record.limit(); from += size) {
            int length = Math.min(size, record.limit() - from);
            ByteBuffer cut = ByteBuffer.allocate(HEADER + length);
            cut.put(record.slice(0, 3)).putShort((short) length).put(record.slice(from, length));
            records.add(cut.flip());
        }
        return records;
    }

    /** Passes on what each has to say, until both have made their handshake. */
    private static void shake(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toClient = ByteBuffer.allocate(ROOM);
        ByteBuffer toServer = ByteBuffer.allocate(ROOM);
        for (int round = 0; round < 20; round++) {
            step(server, toServer, toClient);
            step(client, toClient, toServer);
        }
        assertThat(client.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    }

    private static void step(SSLEngine engine, ByteBuffer heard, ByteBuffer said) throws SSLException {
        tasks(engine);
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), said);
        } else {
            heard.flip();
            engine.unwrap(heard, ByteBuffer.allocate(ROOM));
            heard.compact();
        }
    }

    private static void tasks(SSLEngine engine) {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            engine.getDelegatedTask().run();
        }
    }

    private static String echo(SSLEngine from, SSLEngine to, String text) throws SSLException {
        ByteBuffer wire = ByteBuffer.allocate(ROOM);
        from.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), wire);
        wire.flip();
        ByteBuffer plain = ByteBuffer.allocate(ROOM);
        while (wire.hasRemaining()) {
            to.unwrap(wire, plain);
        }
        return StandardCharsets.US_ASCII.decode(plain.flip()).toString();
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void each_engine_shows_the_certificate_that_is_asked_for(EngineKind kind) throws SSLException {
        for (String name : List.of("a.example", "b.example")) {
            SSLEngine client = client(name);
            HelloEngine server = server(kind);
            server.unwrap(hello(client), ByteBuffer.allocate(ROOM));
            shake(client, server);
            assertThat(client.getSession().getPeerPrincipal().getName()).isEqualTo("CN=" + name);
            assertThat(echo(client, server, "to the server")).isEqualTo("to the server");
            assertThat(echo(server, client, "to the client")).isEqualTo("to the client");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 200})
    void a_hello_comes_in_any_number_of_records(int size) throws SSLException {
        SSLEngine client = client("b.example");
        HelloEngine server = server(EngineKind.current());
        List<ByteBuffer> records = cut(hello(client), size);
        for (ByteBuffer record : records.subList(0, records.size() - 1)) {
            SSLEngineResult result = server.unwrap(record, ByteBuffer.allocate(ROOM));
            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_UNWRAP);
            assertThat(record.hasRemaining()).isFalse();
        }
        server.unwrap(records.getLast(), ByteBuffer.allocate(ROOM));
        shake(client, server);
        assertThat(client.getSession().getPeerPrincipal().getName()).isEqualTo("CN=b.example");
    }

    @Test
    void part_of_a_record_is_left_where_it_is() throws SSLException {
        ByteBuffer hello = hello(client("a.example"));
        HelloEngine server = server(EngineKind.current());
        for (int length : new int[] {0, 1, 4, 5, hello.limit() - 1}) {
            ByteBuffer part = hello.duplicate().limit(length);
            assertThat(server.unwrap(part, ByteBuffer.allocate(ROOM)).getStatus())
                    .isEqualTo(Status.BUFFER_UNDERFLOW);
            assertThat(part.position()).isZero();
        }
    }

    @Test
    void what_is_no_hello_is_refused_and_nothing_more_is_taken() throws SSLException {
        HelloEngine server = server(EngineKind.current());
        ByteBuffer nonsense = ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 4, 2, 0, 0, 0});
        assertThatThrownBy(() -> server.unwrap(nonsense, ByteBuffer.allocate(ROOM)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("does not begin with a hello");
        assertThat(server.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(ROOM))
                        .getStatus())
                .isEqualTo(Status.CLOSED);
        assertThat(server.isInboundDone()).isTrue();
        assertThat(server.isOutboundDone()).isTrue();
    }

    @Test
    void a_hello_without_an_end_is_refused() throws SSLException {
        HelloEngine server = server(EngineKind.current());
        ByteBuffer endless = ByteBuffer.allocate(HEADER + 200);
        endless.put(new byte[] {22, 3, 3, 0, (byte) 200, 1, 0, 0x3f, (byte) 0xff});
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        server.unwrap(endless.clear(), ByteBuffer.allocate(ROOM));
                    }
                })
                .isInstanceOf(SSLException.class);
    }

    @Test
    void who_has_no_certificate_to_show_says_so() {
        var server = new HelloEngine(
                (_, _) -> {
                    throw new ConfigException("a.crt: the engine of TLS cannot use it");
                },
                UnpooledByteBufAllocator.DEFAULT,
                () -> {});
        assertThatThrownBy(() -> server.unwrap(hello(client("a.example")), ByteBuffer.allocate(ROOM)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("a.crt");
    }

    @Test
    void its_end_is_told_once() throws SSLException {
        SSLEngine client = client("a.example");
        HelloEngine server = server(EngineKind.current());
        server.unwrap(hello(client), ByteBuffer.allocate(ROOM));
        server.retain();
        server.release();
        assertThat(released).hasValue(0);
        assertThat(server.release()).isTrue();
        server.release();
        assertThat(released).hasValue(1);
    }

    @Test
    void room_is_known_before_there_is_a_session() {
        HelloEngine server = server(EngineKind.current());
        assertThat(server.getSession().getPacketBufferSize()).isGreaterThan(16 * 1024);
        assertThat(server.getSession().getApplicationBufferSize()).isGreaterThanOrEqualTo(16 * 1024);
    }
}

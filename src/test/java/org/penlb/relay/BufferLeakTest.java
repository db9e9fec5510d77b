package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.FastClose;
import org.penlb.testing.Await;

/** However a connection ends, every buffer is given back, and Netty finds nothing worth a warning. */
@Tag("alone")
@Timeout(120)
class BufferLeakTest {
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord message) {
            if (message.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(message.getMessage() + " " + message.getThrown());
            }
        }

        @Override
        public void flush() {
            // nothing is held
        }

        @Override
        public void close() {
            // nothing is open
        }
    };
    private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();

    @BeforeEach
    void listen() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        NETTY.addHandler(listening);
        NETTY.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        ResourceLeakDetector.setLevel(usual);
        NETTY.removeHandler(listening);
        NETTY.setUseParentHandlers(true);
    }

    /**
     * Leaks are found when what was allocated has been collected, that has been told, and the next buffer is allocated. It is
     * told a little after the collection; when the second one's canary has been told, all that the first one found has been.
     */
    private static void lookForLeaks() {
        var told = new ReferenceQueue<Object>();
        for (int i = 0; i < 2; i++) {
            var canary = new WeakReference<>(new Object(), told);
            System.gc();
            Await.until("what was collected is told", () -> told.poll() != null);
            assertThat(canary.refersTo(null)).isTrue(); // and held until here: one that is collected itself is not told
        }
        for (int n = 0; n < 50; n++) {
            ByteBufAllocator.DEFAULT.directBuffer(64).release();
        }
    }

    /** Without this the other tests could find nothing because they look in the wrong place. */
    @Test
    void a_leak_is_found() {
        for (int i = 0; i < 20; i++) {
            ByteBuf lost = ByteBufAllocator.DEFAULT.directBuffer(64);
            assertThat(lost.refCnt()).isEqualTo(1);
        }
        lookForLeaks();
        assertThat(warnings).anyMatch(text -> text.contains("LEAK"));
    }

    @ParameterizedTest
    @EnumSource
    void a_relay_that_is_closed_or_reset_with_bytes_inside_gives_them_back(Stage.Kind kind) throws Exception {
        for (int way = 0; way < 4; way++) {
            try (var stage = new Stage(kind);
                    ServerSocket servers = Stage.server()) {
                Acceptor proxy = stage.proxy(Stage.ANYWHERE, servers.getLocalSocketAddress(), FastClose.OFF);
                try (var client = SocketChannel.open((InetSocketAddress) proxy.localAddress());
                        Socket server = Stage.accept(servers)) {
                    Relay relay = Await.next(stage.started);
                    BackPressureTest.fillUp(stage, relay::toServer, client, 50_000);
                    switch (way) {
                        case 0 -> stage.run(relay::reset);
                        case 1 -> server.close();
                        case 2 -> {
                            client.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
                            client.close();
                            server.close();
                        }
                        default -> {
                            client.shutdownOutput();
                            server.setSoLinger(true, 0);
                            server.close();
                        }
                    }
                    Await.next(stage.over);
                }
            }
        }
        lookForLeaks();
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_is_never_joined_gives_back_what_it_sent(Stage.Kind kind) throws Exception {
        BlockingQueue<End> accepted = new LinkedBlockingQueue<>();
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = stage.call(
                    () -> stage.transport.listen(Stage.ANYWHERE, Stage.LISTEN, new Stage.Places(999), accepted::add));
            for (int i = 0; i < 40; i++) {
                try (Socket client = Stage.connect(acceptor.localAddress())) {
                    client.getOutputStream().write(new byte[5000]);
                    client.shutdownOutput();
                    End end = Await.next(accepted);
                    if (kind != Stage.Kind.CHANNEL_NIO) {
                        Await.until("the end is heard", () -> stage.call(end::hungUp));
                    }
                    stage.run(i % 2 == 0 ? end::close : end::reset);
                }
            }
            stage.run(acceptor::close);
        }
        lookForLeaks();
        assertThat(warnings).isEmpty();
    }
}

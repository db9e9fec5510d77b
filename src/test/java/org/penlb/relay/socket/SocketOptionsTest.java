package org.penlb.relay.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.relay.AcceptLimit;
import org.penlb.relay.Acceptor;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialOptions;
import org.penlb.relay.End;
import org.penlb.relay.ListenOptions;
import org.penlb.testing.Await;

/** The TCP options that were asked for are really set, on both sides: nobody sees them from outside. */
@Timeout(60)
class SocketOptionsTest {
    private static final AcceptLimit OPEN = new AcceptLimit() {
        @Override
        public boolean enter() {
            return true;
        }

        @Override
        public void leave() {
            // nothing is counted
        }
    };

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final IoEventLoop loop = group.next();

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private <T> T call(Callable<T> task) throws Exception {
        return loop.submit(task).get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void no_delay_and_keep_alive(boolean noDelay, boolean keepAlive) throws Exception {
        SocketTransport transport = call(() -> new SocketTransport(loop, 2));
        BlockingQueue<SocketEnd> ends = new LinkedBlockingQueue<>();
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Acceptor acceptor = call(() -> transport.listen(
                loopback,
                new ListenOptions(10, 1, BindOptions.ALONE, noDelay, keepAlive),
                OPEN,
                end -> ends.add((SocketEnd) end)));
        try (var _ = new Socket(loopback.getAddress(), ((InetSocketAddress) acceptor.localAddress()).getPort());
                var server = new ServerSocket(0, 10, loopback.getAddress())) {
            assertOptions(Await.next(ends), noDelay, keepAlive);
            call(() -> {
                acceptor.clientOptions(!noDelay, !keepAlive);
                return true;
            });
            new Socket(loopback.getAddress(), ((InetSocketAddress) acceptor.localAddress()).getPort()).close();
            assertOptions(Await.next(ends), !noDelay, !keepAlive);
            call(() -> transport.dial(
                    server.getLocalSocketAddress(),
                    new DialOptions(Duration.ofSeconds(20), null, noDelay, keepAlive),
                    new DialListener() {
                        @Override
                        public void connected(End end) {
                            ends.add((SocketEnd) end);
                        }

                        @Override
                        public void failed(Fault fault, String reason) {
                            throw new AssertionError(reason);
                        }
                    }));
            assertOptions(Await.next(ends), noDelay, keepAlive);
        }
    }

    private void assertOptions(SocketEnd end, boolean noDelay, boolean keepAlive) throws Exception {
        var socket = new io.netty.channel.unix.Socket(end.descriptor());
        assertThat(socket.isTcpNoDelay()).isEqualTo(noDelay);
        assertThat(socket.isKeepAlive()).isEqualTo(keepAlive);
        call(() -> {
            end.close();
            return true;
        });
    }
}

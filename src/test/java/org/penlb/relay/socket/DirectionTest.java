package org.penlb.relay.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.relay.AcceptLimit;
import org.penlb.relay.Acceptor;
import org.penlb.relay.BindOptions;
import org.penlb.relay.ListenOptions;
import org.penlb.testing.Await;

/** What comes between the event that wakes a direction and the calls that move its bytes, which no event has told yet. */
@Timeout(60)
class DirectionTest {
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

    /** More than is copied at a time, so that the rest is spliced. */
    private static final int BULK = 70_000;

    private static final byte[] BEHIND = "behind".getBytes(StandardCharsets.US_ASCII);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final IoEventLoop loop = group.next();
    private final BlockingQueue<SocketEnd> ends = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private <T> T call(Callable<T> task) throws Exception {
        return loop.submit(task).get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** By now the events have come. */
    private boolean isDoneNow(Direction flow) {
        try {
            return call(() -> {
                flow.pump(Integer.MAX_VALUE);
                return flow.isDone();
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void bytes_behind_urgent_data_are_not_taken_for_the_end() throws Exception {
        SocketTransport transport = call(() -> new SocketTransport(loop, 2));
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Acceptor acceptor = call(() -> transport.listen(
                loopback,
                new ListenOptions(10, 1, BindOptions.ALONE, true, false),
                OPEN,
                end -> ends.add((SocketEnd) end)));
        int port = ((InetSocketAddress) acceptor.localAddress()).getPort();
        try (var sender = new Socket(loopback.getAddress(), port)) {
            SocketEnd from = Await.next(ends);
            try (var receiver = new Socket(loopback.getAddress(), port)) {
                SocketEnd to = Await.next(ends);
                receiver.setSoTimeout((int) Await.LONG.toMillis());
                var flow = new Direction(transport, from, to, null, null);
                call(() -> {
                    sender.getOutputStream().write(new byte[BULK]);
                    from.readable = true; // so far the event goes
                    sender.sendUrgentData('!');
                    sender.getOutputStream().write(BEHIND);
                    sender.shutdownOutput();
                    return flow.pump(Integer.MAX_VALUE);
                });
                Await.until("the end has come", () -> isDoneNow(flow));
                call(() -> {
                    flow.shutdownReceiver();
                    flow.release();
                    from.close();
                    to.close();
                    return true;
                });
                assertThat(receiver.getInputStream().readNBytes(BULK)).hasSize(BULK);
                assertThat(receiver.getInputStream().readAllBytes()).isEqualTo(BEHIND);
            }
        }
        call(() -> {
            acceptor.close();
            transport.close();
            return true;
        });
    }
}

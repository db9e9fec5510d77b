package org.penlb.relay.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.relay.AcceptLimit;
import org.penlb.relay.Acceptor;
import org.penlb.relay.BindOptions;
import org.penlb.relay.End;
import org.penlb.relay.ListenOptions;
import org.penlb.testing.Await;

/** What accept(2) says of a client that is gone is no reason to let the others wait. */
@Timeout(60)
class AcceptErrorTest {
    private static final ListenOptions LISTEN = new ListenOptions(10, 16, BindOptions.ALONE, true, false);

    /** Fails before it accepts. */
    private static final class Failing extends StreamCalls {
        final Queue<Integer> errors = new ArrayDeque<>();

        Failing() {
            super(Arena.ofAuto());
        }

        @Override
        int accept(int listening, Sockaddr peer) {
            Integer error = errors.poll();
            return error == null ? super.accept(listening, peer) : -error;
        }
    }

    private static final class Always implements AcceptLimit {
        boolean open;
        int inside;

        @Override
        public boolean enter() {
            inside += open ? 1 : 0;
            return open;
        }

        @Override
        public void leave() {
            inside--;
        }
    }

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final IoEventLoop loop = group.next();
    private final Failing calls = new Failing();
    private final Always limit = new Always();
    private final Queue<End> accepted = new ArrayDeque<>();
    private int untried;

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private <T> T call(Callable<T> task) throws Exception {
        return loop.submit(task).get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private int acceptedAtOnce(int error, int times) throws Exception {
        SocketTransport transport = call(() -> new SocketTransport(loop, 2, calls));
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Acceptor acceptor = call(() -> transport.listen(loopback, LISTEN, limit, accepted::add));
        int port = ((InetSocketAddress) acceptor.localAddress()).getPort();
        try (var _ = new Socket(loopback.getAddress(), port)) {
            return call(() -> {
                for (int i = 0; i < times; i++) {
                    calls.errors.add(error);
                }
                limit.open = true;
                acceptor.resume();
                untried = calls.errors.size();
                assertThat(limit.inside).as("places taken").isEqualTo(accepted.size());
                return accepted.size();
            });
        } finally {
            call(() -> {
                accepted.forEach(End::close);
                acceptor.close();
                transport.close();
                return true;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 64, 71, 92, 95, 100, 101, 103, 104, 112, 113}) // EPERM to EHOSTUNREACH, accept(2)
    void the_next_client_is_accepted_at_once_after_one_that_is_gone(int error) throws Exception {
        assertThat(acceptedAtOnce(error, 5)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {103})
    void many_that_are_gone_leave_others_their_turn(int error) throws Exception {
        assertThat(acceptedAtOnce(error, 100)).isZero();
        assertThat(untried).isEqualTo(100 - LISTEN.multiAccept());
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 23, 24, 105}) // ENOMEM, ENFILE, EMFILE, ENOBUFS
    void a_shortage_rests(int error) throws Exception {
        assertThat(acceptedAtOnce(error, 1)).isZero();
    }
}

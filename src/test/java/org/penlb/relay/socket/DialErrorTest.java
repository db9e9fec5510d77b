package org.penlb.relay.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialOptions;
import org.penlb.relay.End;
import org.penlb.testing.Await;

/** What the system says of a connection that this machine cannot even begin: whose fault that is, and in which words. */
@Timeout(60)
class DialErrorTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Says an error where it is told to. */
    private static final class Failing extends StreamCalls {
        private int socketSays;
        private int bindSays;
        private int connectSays;
        private int connects;

        Failing() {
            super(Arena.ofAuto());
        }

        @Override
        int socket(int family) {
            return socketSays == 0 ? super.socket(family) : -socketSays;
        }

        @Override
        int bind(int descriptor, Sockaddr local) {
            return bindSays == 0 ? super.bind(descriptor, local) : -bindSays;
        }

        @Override
        int connect(int descriptor, Sockaddr to) {
            connects++;
            return connectSays == 0 ? super.connect(descriptor, to) : -connectSays;
        }
    }

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final IoEventLoop loop = group.next();
    private final Failing calls = new Failing();
    private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private String dialled(@Nullable InetAddress source) throws Exception {
        loop.submit(() -> new SocketTransport(loop, 2, calls)
                        .dial(
                                new InetSocketAddress(LOOPBACK, 9),
                                new DialOptions(Await.LONG, source, true, false),
                                new DialListener() {
                                    @Override
                                    public void connected(End server) {
                                        server.close();
                                        outcomes.add("connected");
                                    }

                                    @Override
                                    public void failed(Fault fault, String reason) {
                                        outcomes.add(fault + ": " + reason);
                                    }
                                }))
                .get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
        return Await.next(outcomes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    99  | no local port left (net.ipv4.ip_local_port_range), or no local address towards it
                    98  | no local port left (net.ipv4.ip_local_port_range)
                    11  | no local port left (net.ipv4.ip_local_port_range)
                    1   | permission denied
                    13  | permission denied
                    12  | no memory left for sockets
                    105 | no memory left for sockets
                    """)
    void what_connecting_says_of_this_machine_is_ours_and_is_not_tried_again(int errno, String reason)
            throws Exception {
        calls.connectSays = errno;
        assertThat(dialled(null)).isEqualTo("OURS: " + reason);
        assertThat(calls.connects).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"24", "23"})
    void a_descriptor_that_is_lacking_is_ours(int errno) throws Exception {
        calls.socketSays = errno;
        assertThat(dialled(null)).isEqualTo("OURS: no file descriptor left");
    }

    @Test
    void a_source_that_is_no_longer_ours_is_told_from_a_lack_of_ports() throws Exception {
        calls.bindSays = 99;
        assertThat(dialled(LOOPBACK)).isEqualTo("OURS: the source address is not one of this machine");
        calls.bindSays = 0;
        calls.connectSays = 99;
        assertThat(dialled(LOOPBACK)).startsWith("OURS: no local port left");
    }

    @ParameterizedTest
    @CsvSource({
        "111, connection refused",
        "113, no route to host",
        "101, network unreachable",
        "110, connection timed out"
    })
    void what_it_says_of_the_server_is_the_servers(int errno, String reason) throws Exception {
        calls.connectSays = errno;
        assertThat(dialled(null)).isEqualTo("SERVER: " + reason);
    }
}

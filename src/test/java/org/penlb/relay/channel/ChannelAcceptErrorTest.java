package org.penlb.relay.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.Errors;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.relay.AcceptLimit;
import org.penlb.relay.BindOptions;
import org.penlb.relay.End;
import org.penlb.relay.ListenOptions;
import org.penlb.testing.Await;

/** A client that is gone is no shortage, and nobody is told that clients wait. */
@Timeout(60)
class ChannelAcceptErrorTest {
    private static final Logger LOG = Logger.getLogger(ChannelAcceptor.class.getName());
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

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Filter listening = message -> !logged.add(message);

    @BeforeEach
    void listen() {
        LOG.setFilter(listening);
    }

    @AfterEach
    void end() {
        LOG.setFilter(null);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @ParameterizedTest
    @CsvSource({"103, 0", "71, 0", "24, 1"}) // ECONNABORTED, EPROTO, EMFILE
    void only_a_shortage_is_told_and_clients_are_accepted_after_either(int error, int told) throws Exception {
        BlockingQueue<End> accepted = new LinkedBlockingQueue<>();
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var channel = new NioServerSocketChannel();
        channel.config().setAutoRead(false);
        var options = new ListenOptions(10, 1, BindOptions.ALONE, true, false);
        var acceptor = new ChannelAcceptor(loop, channel, loopback, options, OPEN, accepted::add);
        channel.pipeline().addLast(acceptor);
        loop.register(channel).syncUninterruptibly();
        Channel bound = channel.bind(loopback).syncUninterruptibly().channel();
        loop.submit(() -> {
                    bound.pipeline().fireExceptionCaught(Errors.newIOException("accept", -error));
                    acceptor.resume();
                })
                .get();
        try (var _ = new Socket(loopback.getAddress(), ((InetSocketAddress) bound.localAddress()).getPort())) {
            End end = Await.next(accepted);
            loop.submit(end::close).get();
        }
        assertThat(logged).hasSize(told);
        loop.submit(acceptor::close).get();
    }
}

package org.penlb.relay.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.AcceptLimit;
import org.penlb.relay.Acceptor;
import org.penlb.relay.End;
import org.penlb.relay.Errno;
import org.penlb.relay.ListenOptions;

/**
 * A listening channel. Netty accepts before anybody can be asked, so clients are accepted one by one: the one that finds
 * the limit reached is parked, unread, and nobody else is accepted until it is let in.
 */
final class ChannelAcceptor extends ChannelInboundHandlerAdapter implements Acceptor {
    private static final Logger LOG = System.getLogger(ChannelAcceptor.class.getName());
    /** How long to leave the backlog alone when the machine has no descriptor for one more client. */
    private static final long SHORTAGE_MILLIS = 100;

    private final EventLoop loop;
    private final ServerChannel channel;
    private boolean noDelay;
    private boolean keepAlive;
    private final AcceptLimit limit;
    private final Consumer<End> onAccept;
    private final SocketAddress local;
    private @Nullable Channel parked;
    private boolean resting;
    /** The last accept failed, and that was said. */
    private boolean lacking;

    private boolean asked;

    ChannelAcceptor(
            EventLoop loop,
            ServerChannel channel,
            SocketAddress local,
            ListenOptions options,
            AcceptLimit limit,
            Consumer<End> onAccept) {
        this.loop = loop;
        this.channel = channel;
        this.local = local;
        this.noDelay = options.noDelay();
        this.keepAlive = options.keepAlive();
        this.limit = limit;
        this.onAccept = onAccept;
    }

    @Override
    public SocketAddress localAddress() {
        return local instanceof InetSocketAddress ? channel.localAddress() : local;
    }

    @Override
    public void clientOptions(boolean newNoDelay, boolean newKeepAlive) {
        noDelay = newNoDelay;
        keepAlive = newKeepAlive;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        lacking = false;
        var client = (Channel) message;
        if (limit.enter()) {
            letIn(client);
        } else {
            parked = client;
        }
    }

    private void letIn(Channel client) {
        client.config().setOption(ChannelOption.TCP_NODELAY, noDelay);
        client.config().setOption(ChannelOption.SO_KEEPALIVE, keepAlive);
        var end = new ChannelEnd(client, client.remoteAddress());
        loop.register(client).addListener(registered -> {
            if (registered.isSuccess()) {
                onAccept.accept(end);
            } else {
                limit.leave();
            }
        });
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        asked = false;
        acceptMore();
    }

    /** Asks for the next client, after an error of this turn had its chance to be heard. */
    private void acceptMore() {
        if (!asked) {
            asked = true;
            loop.execute(this::accept);
        }
    }

    private void accept() {
        if (parked == null && !resting && channel.isOpen()) {
            channel.read();
        } else {
            asked = false;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException io && Errno.isOfOneClient(Errno.of(io))) {
            ChannelReads.stop(channel);
            acceptMore();
            return;
        }
        if (!lacking) {
            lacking = true;
            String reason = cause instanceof IOException io ? Errno.reason(io) : String.valueOf(cause);
            LOG.log(Level.WARNING, "{0}: cannot accept: {1}; clients wait", local, reason);
        }
        ChannelReads.stop(channel);
        if (!resting) {
            resting = true;
            var _ = loop.schedule(this::rested, SHORTAGE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void rested() {
        resting = false;
        acceptMore();
    }

    @Override
    public void resume() {
        Channel waiting = parked;
        if (waiting != null) {
            if (!limit.enter()) {
                return;
            }
            parked = null;
            letIn(waiting);
        }
        acceptMore();
    }

    @Override
    public void acceptLast() {
        // Netty accepts in its own time: a client that waits here comes in a moment later, or is lost.
    }

    @Override
    public void close() {
        channel.close();
        if (parked != null) {
            try { // as the kernel does with those who wait in the backlog
                parked.config().setOption(ChannelOption.SO_LINGER, 0);
            } catch (ChannelException _) {
                // it has left already
            }
            parked.unsafe().closeForcibly(); // never registered
            parked = null;
        }
    }
}

package org.penlb.relay.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a TCP connection waits that is closed both ways while nobody takes its last bytes. The epoll reports it as hung up,
 * again and again, and Netty does not act on that; so the channel leaves the event loop until what the kernel holds is
 * wanted, or until it is closed.
 */
final class Parking {
    /** The kernel's numbers of TIME_WAIT, CLOSE, LAST_ACK and CLOSING. */
    private static final Set<Integer> CLOSED_BOTH_WAYS = Set.of(6, 7, 9, 11);

    private final Channel channel;
    /** Complete when the channel has left the event loop; null while it is there. */
    private @Nullable ChannelFuture left;

    Parking(Channel channel) {
        this.channel = channel;
    }

    /** Reads, on the event loop again if it had left. */
    void read() {
        ChannelFuture gone = left;
        if (gone == null) {
            channel.read();
        } else {
            left = null;
            EventLoop loop = channel.eventLoop();
            gone.addListener(_ -> loop.register(channel).addListener(_ -> channel.read()));
        }
    }

    void parkIfHungUp() {
        if (left == null && channel.isOpen() && isHungUp()) {
            left = channel.deregister();
        }
    }

    private boolean isHungUp() {
        try {
            return channel instanceof EpollSocketChannel tcp
                    && CLOSED_BOTH_WAYS.contains(tcp.tcpInfo().state());
        } catch (ChannelException _) {
            return false; // broken, which is heard of otherwise
        }
    }
}

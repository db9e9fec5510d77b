package org.penlb.relay.channel;

import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Asks whether a peer that will not send any more still wants to receive: sending nothing fails if not. */
final class PeerCheck {
    private static final long INTERVAL_MILLIS = 100;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final Channel channel;
    private final Runnable onGone;

    /**
     * @param onGone called once when the peer is gone; the channel is closed then
     */
    PeerCheck(Channel channel, Runnable onGone) {
        this.channel = channel;
        this.onGone = onGone;
    }

    void ask() {
        if (channel.isOpen() && channel instanceof UnixChannel descriptor) {
            try {
                var _ = ((Socket) descriptor.fd()).send(NOTHING, 0, 0);
            } catch (IOException _) {
                onGone.run();
                channel.close();
            }
        }
    }

    /** Asks again and again, for a Unix socket, of whose leaving nobody else tells. */
    void keepAsking() {
        ask();
        if (channel.isOpen()) {
            var _ = channel.eventLoop().schedule(this::keepAsking, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}

package org.penlb.relay.socket;

import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** What the conversations of an event loop share: the memory that they receive into, and the end of the turn. */
final class Conversations {
    private static final int BUFFER_SIZE = 64 * 1024;

    /** Not the relays' buffer: whoever is shown what came may start a relay meanwhile. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

    private final ByteBuffer view = buffer.asReadOnlyBuffer();
    private final long address = Buffer.memoryAddress(buffer);
    private final ArrayDeque<SocketConversation> waiting = new ArrayDeque<>();
    private final Runnable endOfTurn = this::turnEnds;
    private final Executor loop;
    private boolean armed;

    Conversations(Executor loop) {
        this.loop = loop;
    }

    /** Where to receive. */
    long address() {
        return address;
    }

    /** How many bytes may be received there. */
    int room() {
        return BUFFER_SIZE;
    }

    /** The first bytes of what was received, to be shown. */
    ByteBuffer received(int length) {
        return view.clear().limit(length).order(ByteOrder.BIG_ENDIAN);
    }

    /** Gives a conversation its turn after the events at hand. */
    void atEndOfTurn(SocketConversation conversation) {
        waiting.add(conversation);
        arm();
    }

    private void arm() {
        if (!armed) {
            armed = true;
            loop.execute(endOfTurn);
        }
    }

    /** Those that come to the end of the queue meanwhile have to wait for the others of the event loop. */
    private void turnEnds() {
        armed = false;
        for (int left = waiting.size(); left > 0; left--) {
            waiting.remove().turnEnds();
        }
        if (!waiting.isEmpty()) {
            arm();
        }
    }
}

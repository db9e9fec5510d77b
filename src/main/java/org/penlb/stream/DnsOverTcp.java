package org.penlb.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.penlb.dns.StreamQueries;
import org.penlb.relay.Editor;

/**
 * Lets a client's queries pass to its server as they are, each as soon as it is whole, up to the first that is malformed.
 * Servers of zones and resolvers end a connection whose client has ended it, once they have answered; so that is how it
 * ends, and the answers to the queries before still arrive.
 */
final class DnsOverTcp implements Editor {
    private final StreamQueries queries = new StreamQueries();
    private boolean over;

    @Override
    public ByteBuf edit(ByteBuffer bytes, long fromServer) {
        ByteBuf passed = ByteBufAllocator.DEFAULT.directBuffer(queries.pending() + bytes.remaining());
        over = !queries.take(bytes, passed::writeBytes);
        return passed;
    }

    @Override
    public boolean isOver() {
        return over;
    }
}

package org.penlb.relay.socket;

import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import org.penlb.relay.records.Records;

/** What the encrypted connections of an event loop share: the memory that records pass through. It is empty between calls. */
final class TlsMemory {
    /** What is encrypted at a time. */
    static final int MOST_SEALED = 64 * 1024;

    /** What is received at a time, what was kept from before included; more than the largest record. */
    private static final int IN_ROOM = 64 * 1024;
    /** What is encrypted at a time, and the end behind it. */
    private static final int OUT_ROOM = Records.sealedLength(MOST_SEALED) + Records.WHOLE;

    final ByteBuffer in = ByteBuffer.allocateDirect(IN_ROOM);
    final long inAddress = Buffer.memoryAddress(in);
    final ByteBuffer out = ByteBuffer.allocateDirect(OUT_ROOM);
    final long outAddress = Buffer.memoryAddress(out);
}

package org.penlb.relay.socket;

import javax.net.ssl.SSLException;
import org.penlb.relay.Errno;
import org.penlb.relay.records.Records;

/**
 * What leaves an encrypted end: it is encrypted into memory that the event loop's connections share, and leaves with one system
 * call. What the system does not take is kept, and until it is gone nothing is encrypted.
 */
final class TlsOutput {
    /** How much may wait, in bytes, of what the protocol says of itself: who has it say more and reads nothing wants the memory. */
    private static final int MOST_OWN = 64 * 1024;

    private final SocketTransport transport;
    private final SocketEnd below;
    private final Records records;
    private final KeptBytes unsent = new KeptBytes();
    private boolean endSent;
    /** The socket's own end follows when all is sent. */
    private boolean shutLater;

    private int failure;

    TlsOutput(SocketTransport transport, SocketEnd below, Records records) {
        this.transport = transport;
        this.below = below;
        this.records = records;
    }

    /** Encrypted bytes that the system has not taken. */
    int unsent() {
        return unsent.length();
    }

    /** Why nothing is sent any more, as a negative error number; 0 if all is well. */
    int failure() {
        return failure;
    }

    /** Whether something may be sent, or whoever tries learns why not. */
    boolean isFree() {
        return failure != 0 || (unsent.length() == 0 && below.writable);
    }

    /** As {@link StreamEnd#send}. */
    int send(long address, int length, boolean last) {
        if (failure != 0) {
            return failure;
        }
        if (unsent.length() > 0) {
            return -Errno.EAGAIN;
        }
        TlsMemory memory = transport.tlsMemory();
        int room = memory.out.capacity();
        try {
            int put = records.seal(address, Math.min(length, TlsMemory.MOST_SEALED), memory.outAddress, room);
            int taken = records.taken();
            boolean all = last && taken == length;
            if (all) {
                endSent = true;
                put += records.end(memory.outAddress + put, room - put);
            }
            hand(memory, put, all);
            return failure != 0 ? failure : taken;
        } catch (SSLException _) {
            return fail(-Errno.EPROTO);
        }
    }

    /**
     * Sends what the protocol has to say of itself: an answer, or what is wrong with what came.
     *
     * @return false if more of it waits than the peer may have said
     */
    boolean sendOwn() {
        TlsMemory memory = transport.tlsMemory();
        int put = records.own(memory.outAddress, memory.out.capacity());
        if (put == 0 || failure != 0) {
            return true;
        }
        hand(memory, put, false);
        return unsent.length() <= memory.out.capacity() + MOST_OWN; // some of it may be the relay's
    }

    /** Ends the direction as TLS has it. */
    void sendEnd() {
        if (endSent || failure != 0) {
            return;
        }
        endSent = true;
        TlsMemory memory = transport.tlsMemory();
        try {
            hand(memory, records.end(memory.outAddress, memory.out.capacity()), true);
        } catch (SSLException _) {
            fail(-Errno.EPROTO);
        }
    }

    /** Gives the system records, and keeps what it does not take. */
    private void hand(TlsMemory memory, int length, boolean last) {
        int sent = unsent.length() > 0 || !below.writable ? 0 : below.send(memory.outAddress, length, last);
        if (sent < 0 && sent != -Errno.EAGAIN) {
            fail(sent);
        } else {
            unsent.add(memory.out, Math.max(sent, 0), length);
        }
    }

    /** Sends what was kept, now that there is room. */
    void flush() {
        int result = unsent.sendTo(below, shutLater);
        if (result < 0 && result != -Errno.EAGAIN) {
            fail(result);
        } else if (shutLater && unsent.length() == 0) {
            shutLater = false;
            var _ = below.shutdownOutput();
        }
    }

    /** As {@link StreamEnd#shutdownOutput}. */
    boolean shutdown() {
        sendEnd();
        if (failure != 0) {
            return false;
        }
        shutLater = unsent.length() > 0;
        return shutLater || below.shutdownOutput();
    }

    /** Sends nothing any more. */
    int fail(int result) {
        failure = result;
        unsent.release();
        return result;
    }

    /** Forgets what was kept. */
    void release() {
        unsent.release();
    }
}

package org.penlb.relay.records;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * The records of one connection, both ways. The two directions end each by itself: whoever was told the end of the peer's may
 * go on sending. Memory is given by address, is the caller's, and is not kept. Used by one thread at a time.
 */
public interface Records {
    /** How many bytes the records of {@code n} bytes take at most. */
    static int sealedLength(int n) {
        int records = n / MOST_IN_ONE + 1;
        return n + records * OVERHEAD;
    }

    /** The most bytes that a record carries. */
    int MOST_IN_ONE = 16 * 1024;

    /** More than a record of any suite takes beyond what it carries, a message of the protocol's own included. */
    int OVERHEAD = 512;

    /** More than a record takes. An engine may want so much room for the shortest one, as the JDK's does. */
    int WHOLE = MOST_IN_ONE + OVERHEAD;

    /**
     * Takes over from an engine whose handshake is done and that has nothing left to send. The engine is not to be asked for
     * anything any more but what its session says.
     */
    static Records of(SSLEngine engine) throws SSLException {
        return engine instanceof ReferenceCountedOpenSslEngine openSsl
                ? new BoringSslRecords(openSsl)
                : new EngineRecords(engine);
    }

    /**
     * Decrypts.
     *
     * @param in records, or parts of them, as they came
     * @param out where what they carry is put
     * @param room how much fits there, at least {@link #MOST_IN_ONE}
     * @return how many bytes were put; {@link #taken} says how many were read for it
     * @throws SSLException if what came is no record of this connection's, or the peer says that something is wrong; what
     *     was put there before is returned first
     */
    int open(long in, int length, long out, int room) throws SSLException;

    /**
     * Encrypts.
     *
     * @param length at least 1
     * @param out where the records are put
     * @param room how much fits there, at least {@link #WHOLE}
     * @return how many bytes were put; {@link #taken} says how many were read for it, which are all if there is room
     */
    int seal(long in, int length, long out, int room) throws SSLException;

    /**
     * Ends the direction to the peer (close_notify).
     *
     * @param room how much fits there, at least {@link #WHOLE}
     * @return how many bytes were put
     */
    int end(long out, int room) throws SSLException;

    /**
     * What the protocol has to say of itself: an answer to the peer's message, or what is wrong.
     *
     * @param room how much fits there, at least {@link #WHOLE}
     * @return how many bytes were put, mostly 0
     */
    int own(long out, int room);

    /** How many bytes the last call read. */
    int taken();

    /** Whether the last {@link #open} stopped since there was no more room, so that there may be more without more input. */
    boolean isFull();

    /** Whether the peer has ended its direction in order: nothing more comes. */
    boolean isEnded();

    /** Frees what the engine holds. Nothing else may be called afterwards. */
    void release();
}

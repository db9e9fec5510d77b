package org.penlb.relay.records;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * BoringSSL itself, below the engine that made the handshake: that one ends both directions when either does, looks at each
 * record twice, and goes through buffers of its own. What came of a record that is not whole yet is kept by BoringSSL.
 */
final class BoringSslRecords implements Records {
    /** For what BoringSSL has to say while it reads: alerts, answers to a key update. */
    private static final int OWN_ROOM = 256;

    private final ReferenceCountedOpenSslEngine engine;
    private final long ssl;
    /** Where it reads from or writes to at the moment; freed with the rest. */
    private final long bio;

    private int taken;
    private boolean full;
    private boolean ended;
    private @Nullable SSLException failure;

    BoringSslRecords(ReferenceCountedOpenSslEngine engine) {
        this.engine = engine;
        this.ssl = engine.sslPointer();
        this.bio = SSL.bioNewByteBuffer(ssl, OWN_ROOM); // takes the place of the engine's, which is freed by it
    }

    @Override
    public int open(long in, int length, long out, int room) throws SSLException {
        taken = 0;
        if (failure != null) {
            throw failure;
        }
        SSL.bioSetByteBuffer(bio, in, length, false);
        try {
            int put = read(out, room);
            taken = length - SSL.bioLengthByteBuffer(bio);
            return put;
        } finally {
            SSL.bioClearByteBuffer(bio);
        }
    }

    private int read(long out, int room) throws SSLException {
        int put = 0;
        full = false;
        while (put < room) {
            int n = SSL.readFromSSL(ssl, out + put, room - put);
            if (n <= 0) {
                stopped(n, put);
                return put;
            }
            put += n;
        }
        full = true;
        return put;
    }

    private void stopped(int result, int put) throws SSLException {
        int error = SSL.getError(ssl, result);
        if (error == SSL.SSL_ERROR_ZERO_RETURN) {
            ended = true;
        } else if (error != SSL.SSL_ERROR_WANT_READ && error != SSL.SSL_ERROR_WANT_WRITE) {
            failure = failed();
            if (put == 0) {
                throw failure;
            }
            full = true; // the next call tells
        }
    }

    private static SSLException failed() {
        int number = SSL.getLastErrorNumber();
        String text = number == 0 ? "broken record" : SSL.getErrorString(number);
        SSL.clearError();
        return new SSLException(text);
    }

    @Override
    public int seal(long in, int length, long out, int room) throws SSLException {
        taken = 0;
        SSL.bioSetByteBuffer(bio, out, room, true);
        try {
            int left = room;
            while (taken < length && left >= Records.sealedLength(1)) {
                int most = Math.min(Math.min(length - taken, MOST_IN_ONE), left - OVERHEAD);
                int n = SSL.writeToSSL(ssl, in + taken, most);
                if (n <= 0) {
                    throw failed();
                }
                taken += n;
                left = SSL.bioLengthByteBuffer(bio);
            }
            return room - left;
        } finally {
            SSL.bioClearByteBuffer(bio);
        }
    }

    @Override
    public int end(long out, int room) {
        SSL.bioSetByteBuffer(bio, out, room, true);
        try {
            if (SSL.shutdownSSL(ssl) < 0) { // 0 and 1 say whether the peer has ended, too
                SSL.clearError();
            }
            return room - SSL.bioLengthByteBuffer(bio);
        } finally {
            SSL.bioClearByteBuffer(bio);
        }
    }

    @Override
    public int own(long out, int room) {
        if (SSL.bioLengthNonApplication(bio) == 0) {
            return 0;
        }
        SSL.bioSetByteBuffer(bio, out, room, true);
        try {
            return SSL.bioFlushByteBuffer(bio);
        } finally {
            SSL.bioClearByteBuffer(bio);
        }
    }

    @Override
    public int taken() {
        return taken;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public void release() {
        engine.release();
    }
}

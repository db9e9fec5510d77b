package org.penlb.relay;

import java.nio.ByteBuffer;

/** Whoever wants to see a client's first bytes before it is decided what becomes of the client. Called on the event loop. */
public interface LookListener {
    /** What one who has looked wants next. */
    enum Verdict {
        /** It has seen enough. */
        ENOUGH,
        /** It cannot say yet. */
        MORE,
        /** This is not a client to serve. */
        REFUSE
    }

    /** Why nobody looks any more. */
    enum Outcome {
        /** The listener had enough. */
        ENOUGH,
        /** The listener refused. */
        REFUSED,
        /** The listener wants more than it may see. */
        TOO_LONG,
        /** The client closed its direction, and the listener wants more. */
        ENDED,
        /** The client reset the connection, or it broke, or was reset since the listener failed when it was shown the bytes. */
        RESET,
        /** The listener wants more, and patience is over. */
        TIMEOUT
    }

    /**
     * The first bytes of a client; called again only when there are more.
     *
     * @param bytes all from the first one on, read-only, valid until this returns
     */
    Verdict seen(End client, ByteBuffer bytes);

    /**
     * The look is over: exactly one call, unless it was cancelled, and never within {@link #seen} or before
     * {@link Transport#look} has returned. The client is the listener's again, to be joined, answered, conversed with or
     * closed as if nobody had looked.
     */
    void over(End client, Outcome outcome);
}

package org.penlb.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A connection's tap, or none: whatever the tap does, the relay goes on. */
public final class SafeTap {
    private static final Logger LOG = System.getLogger(SafeTap.class.getName());

    /** Most connections have no tap, and share this. */
    private static final SafeTap NONE = new SafeTap(null);

    private @Nullable Tap tap;

    private SafeTap(@Nullable Tap tap) {
        this.tap = tap;
    }

    /**
     * @param tap null for none
     */
    public static SafeTap of(@Nullable Tap tap) {
        return tap == null ? NONE : new SafeTap(tap);
    }

    public boolean seesClient() {
        return tap != null;
    }

    public boolean seesServer() {
        return tap != null && tap.seesServer();
    }

    /** Shows bytes from the client. */
    public void fromClient(ByteBuffer bytes, long fromServer) {
        if (tap != null) {
            try {
                tap.fromClient(bytes.asReadOnlyBuffer(), fromServer);
            } catch (RuntimeException e) {
                takeOff(e);
            }
        }
    }

    /** Shows bytes from the server. */
    public void fromServer(ByteBuffer bytes) {
        if (tap != null) {
            try {
                tap.fromServer(bytes.asReadOnlyBuffer());
            } catch (RuntimeException e) {
                takeOff(e);
            }
        }
    }

    /** Says that there is nothing more to see. */
    public void over() {
        if (tap != null) {
            try {
                tap.over();
            } catch (RuntimeException e) {
                takeOff(e);
            }
        }
    }

    private void takeOff(RuntimeException e) {
        LOG.log(Level.WARNING, "a tap failed and is taken off", e);
        tap = null;
    }
}

package org.penlb.relay.socket;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.End;
import org.penlb.relay.Errno;

/**
 * One end of a stream as a relay takes it, whatever is below: a plain socket, or something that changes the bytes on their
 * way, such as encryption. What it says of itself is edge-triggered: {@link #readable} and {@link #writable} are remembered
 * until a call says otherwise, and the {@link Watcher} is woken when they come true.
 *
 * <p>An end over another one may hold bytes back on either side. What it has not handed out yet keeps it {@code readable}, for
 * no event of the system will tell of it. What the system did not take of its output is {@link #unsent}: until that is gone
 * it is not {@code writable}, and nobody reads the other side for it.
 */
public abstract class StreamEnd implements End {
    /** Who acts when something happened on an end. */
    @FunctionalInterface
    public interface Watcher {
        void ready(StreamEnd end);

        /** A fault of ours came up in {@link #ready}; whatever this end belongs to is to be closed. */
        default void faulted(StreamEnd end) {
            end.reset();
        }
    }

    private static final Logger LOG = System.getLogger(StreamEnd.class.getName());
    private static final Watcher NOBODY = end -> {};

    /** There may be bytes, or an end, to receive. */
    protected boolean readable;
    /** All that the peer sent, up to its close, was received. */
    protected boolean ended;
    /** There may be room to send. A new end has room. */
    protected boolean writable = true;
    /** The connection broke, or both directions are closed: nothing that is sent will arrive. */
    protected boolean dead;

    private @Nullable Watcher watcher;
    /** The first error that the connection has met. */
    private int failure = Errno.NONE;

    /** Whom to wake from now on. */
    public final void watch(Watcher newWatcher) {
        watcher = newWatcher;
    }

    /** Lets the peer wait: only a reset is of interest. */
    final void watchNobody() {
        watcher = null;
    }

    /**
     * Wakes the watcher. Nothing may be thrown at Netty from here: it would have the event loop sleep for a second, and forget
     * the other events of this round, which with edge triggering do not come again. Of an error it would die, and that memory
     * is short is one that passes.
     */
    protected final void wake() {
        Watcher woken = watcher;
        try {
            if (woken == null) {
                whileWaiting();
            } else {
                woken.ready(this);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            fault(woken == null ? NOBODY : woken, e);
        }
    }

    private void fault(Watcher woken, Throwable e) {
        LOG.log(Level.WARNING, "a connection of " + peer() + " is closed after a fault of ours", e);
        try {
            woken.faulted(this);
        } catch (RuntimeException | OutOfMemoryError another) { // of whoever is told of it
            LOG.log(Level.WARNING, "a connection of " + peer() + " is closed after a fault of ours", another);
        }
    }

    /** Something happened while nobody watches. */
    protected abstract void whileWaiting();

    /** Whether there may be something to receive. */
    public final boolean isReadable() {
        return readable;
    }

    /**
     * The connection has met an error. The system tells of it once, to whichever call comes first, and the next receive may say
     * no more than at an orderly end: so the first error is remembered here, and what came before it is still to be received.
     */
    final void met(int errno) {
        if (failure == Errno.NONE) {
            failure = errno;
        }
        dead = true;
        readable = true; // the event that says so may not have come yet
    }

    /**
     * Whether an error has ended the connection before its peer had ended its direction. EPIPE alone is not that: tcp(7) says so of
     * a peer that had closed its direction before it reset the rest, and of what else there is to say a receive tells.
     */
    final boolean isReset() {
        return failure != Errno.NONE && failure != Errno.EPIPE;
    }

    /** Whether all that the peer sent, up to its close, was received. */
    public final boolean isEnded() {
        return ended;
    }

    /** Whether there may be room to send. */
    public final boolean isWritable() {
        return writable;
    }

    /** Whether the connection broke, or both directions are closed. */
    public final boolean isDead() {
        return dead;
    }

    /**
     * Receives into memory, and updates {@link #readable} and {@link #ended}: how much came says nothing about whether there
     * is more.
     *
     * @return how many bytes came, 0 at the end of the stream, or an error number, negative
     */
    public abstract int receive(long address, int length);

    /**
     * Sends, and updates {@link #writable}. It may take a part and stay writable; it takes nothing only if it is not.
     *
     * @param last whether the end of the stream follows at once, and these bytes are to travel with it
     * @return how many bytes were taken, or an error number, negative
     */
    public abstract int send(long address, int length, boolean last);

    /** Ends the stream towards the peer, after what is {@link #unsent}; false if it is not connected any more. */
    public abstract boolean shutdownOutput();

    /** Bytes that it has taken, in the form in which they leave, and that the system has not. */
    public abstract long unsent();

    /** Whether the system carries the bytes as they are, and a close ends the stream in order. */
    public abstract boolean isPlain();

    /** How many bytes a direction may move before the other connections of the event loop get their turn. */
    public abstract int turn();

    /**
     * Has the watcher woken again in the next round of events, for whoever stops in the middle so that others get their turn; a
     * task in the event loop's queue would come before them.
     */
    public abstract void remind();

    /** The error that the connection has met, as a negative number; 0 if there is none, or if it was taken before. */
    public abstract int takeError();
}

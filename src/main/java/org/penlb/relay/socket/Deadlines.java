package org.penlb.relay.socket;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Timers of an event loop that nearly always are cancelled, and mostly have the same length: a list in order of time, and
 * one scheduled task for its head. Setting and cancelling cost a few assignments; a timer of another length is put in its
 * place from the far end.
 */
final class Deadlines {
    private static final Logger LOG = System.getLogger(Deadlines.class.getName());

    /** Something with a deadline. */
    abstract static class Timed {
        private long at;
        private @Nullable Timed before;
        private @Nullable Timed after;
        private boolean waiting;

        /** Called on the event loop when the time has come. */
        abstract void expired();
    }

    private final EventExecutor loop;
    private @Nullable Timed first;
    private @Nullable Timed last;
    private @Nullable ScheduledFuture<?> task;
    private long taskAt;

    Deadlines(EventExecutor loop) {
        this.loop = loop;
    }

    void set(Timed timed, long nanos) {
        timed.at = System.nanoTime() + nanos;
        timed.waiting = true;
        Timed before = last;
        while (before != null && before.at - timed.at > 0) {
            before = before.before;
        }
        Timed after = before == null ? first : before.after;
        timed.before = before;
        timed.after = after;
        if (before == null) {
            first = timed;
        } else {
            before.after = timed;
        }
        if (after == null) {
            last = timed;
        } else {
            after.before = timed;
        }
        if (before == null) {
            arm(timed.at);
        }
    }

    void cancel(Timed timed) {
        if (!timed.waiting) {
            return;
        }
        timed.waiting = false;
        if (timed.before == null) {
            first = timed.after;
        } else {
            timed.before.after = timed.after;
        }
        if (timed.after == null) {
            last = timed.before;
        } else {
            timed.after.before = timed.before;
        }
    }

    /** Has the task run at this time or before; one that comes too early finds nothing to do and arms itself again. */
    private void arm(long at) {
        if (task != null) {
            if (taskAt - at <= 0) {
                return;
            }
            task.cancel(false);
        }
        taskAt = at;
        task = loop.schedule(this::run, Math.max(at - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
    }

    private void run() {
        task = null;
        for (Timed head = first; head != null; head = first) {
            if (head.at - System.nanoTime() > 0) {
                arm(head.at);
                return;
            }
            cancel(head);
            try {
                head.expired();
            } catch (RuntimeException e) { // the task for those that follow is armed here, and nowhere else
                LOG.log(Level.WARNING, "a fault of ours when time was up", e);
            }
        }
    }

    void close() {
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }
}

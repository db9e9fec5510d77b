package org.penlb;

import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.system.Signals;

/**
 * What the signals of its process mean to a Pen, whoever started it: HUP reads everything again, USR1 tells the status, and
 * where nobody else does, the end of the process is an orderly one. A HUP that comes before Pen serves is answered when it does.
 */
final class SignalAnswers {
    private static final Logger LOG = System.getLogger(SignalAnswers.class.getName());

    private final HostProgram host;
    private final Supplier<Future<Void>> reload;
    private final Signals.Answered hangup;
    private final Signals.Answered user1;
    private final @Nullable Thread atTheEnd;
    private boolean serving;
    private boolean hungUp;

    /**
     * Answers from now on.
     *
     * @param stop ends Pen in order
     */
    SignalAnswers(HostProgram host, Supplier<Future<Void>> reload, Runnable report, Supplier<Future<?>> stop) {
        this.host = host;
        this.reload = reload;
        hangup = Signals.onHangup(this::hungUp);
        user1 = Signals.onUser1(report);
        atTheEnd = host.endsInOrder() ? null : endWith(stop);
    }

    private static Thread endWith(Supplier<Future<?>> stop) {
        var hook = new Thread(() -> OrderlyEnd.await(stop.get(), OrderlyEnd.PATIENCE), "pen-end");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private void hungUp() {
        synchronized (this) {
            if (!serving) {
                hungUp = true;
                LOG.log(Level.INFO, "HUP: everything is read again once clients are served");
                return;
            }
        }
        readAgain();
    }

    private void readAgain() {
        host.reloading();
        reload.get().onComplete(_ -> host.reloaded());
    }

    /** Pen serves from now on. */
    void serves() {
        synchronized (this) {
            serving = true;
            if (!hungUp) {
                return;
            }
        }
        readAgain();
    }

    /** Answers no more. */
    void close() {
        hangup.close();
        user1.close();
        if (atTheEnd != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(atTheEnd);
            } catch (IllegalStateException _) {
                // it runs already, or is about to
            }
        }
    }
}

package org.penlb.cli.daemon;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.penlb.system.Signals;

/** TERM and INT: the first asks for an orderly end, the second for one at once. */
public final class Termination {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Void> urged = new CompletableFuture<>();

    private Termination() {}

    /** Begins to listen for the signals; so before anything is started, that none is missed. */
    public static Termination onSignals() {
        var termination = new Termination();
        Signals.onTermination(termination::ask);
        return termination;
    }

    /** Asks for the end, as a signal does. */
    public synchronized void ask() {
        if (asked.getCount() == 0) {
            urged.complete(null);
        }
        asked.countDown();
    }

    /** Returns at the first signal. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /** Returns when the end has come in good order, or at the second signal. */
    void awaitEnd(CompletableFuture<?> orderly) {
        CompletableFuture.anyOf(orderly, urged).join();
    }
}

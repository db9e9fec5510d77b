package org.penlb.cli.logtools;

import java.util.concurrent.CountDownLatch;

/**
 * What a small program does when TERM, INT or HUP end it: the JVM waits until the work under way is over. Handlers of
 * signals would do the same, but what registers them takes as long to load as all the rest of such a program.
 */
final class AtTermination implements AutoCloseable {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;

    private AtTermination(Runnable end) {
        hook = Thread.ofPlatform().unstarted(() -> {
            end.run();
            try {
                over.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * From now until it is closed a signal calls this, and the program ends when it is closed.
     *
     * @param end has the work end soon
     */
    static AtTermination call(Runnable end) {
        var at = new AtTermination(end);
        Runtime.getRuntime().addShutdownHook(at.hook);
        return at;
    }

    /** The work is over. */
    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // it is running: a signal came
        }
    }
}

package org.penlb;

import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The end of a program that has closed everything, if that can be done. */
public final class OrderlyEnd {
    /** Longer than a log takes to write what waits. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger(OrderlyEnd.class.getName());

    private OrderlyEnd() {}

    /** Waits for the end, but not for ever: a disk that does not answer must not keep the program from ending. */
    public static void await(Future<?> closed, Duration patience) {
        try {
            closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.log(
                    Level.WARNING,
                    "not everything is closed after {0} s: given up",
                    String.valueOf(patience.toSeconds()));
        }
    }
}

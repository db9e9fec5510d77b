package org.penlb.accesslog;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * What goes wrong with a log: counted, and told to the operator once for each time of trouble, however many lines it
 * hits. Counting is for every thread, telling for the log's own.
 */
final class Trouble {
    /** Trouble is over when there was none for so long. */
    private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

    /** Not before it is needed: a program that starts a thousand times need not have it. */
    private static final class Log {
        private static final Logger LOG = System.getLogger(Trouble.class.getName());
    }

    private final String place;
    private final Consumer<String> teller;
    private final LongAdder dropped = new LongAdder();
    private @Nullable Long failedAt;
    private @Nullable Long toldAt;
    private long told;

    /**
     * @param place how messages call the log
     */
    Trouble(String place) {
        this(place, message -> Log.LOG.log(Level.WARNING, message));
    }

    /**
     * @param place how messages call the log
     * @param teller tells the operator
     */
    Trouble(String place, Consumer<String> teller) {
        this.place = place;
        this.teller = teller;
    }

    /** Trouble of a service's log. */
    static Trouble of(String service, String place) {
        return new Trouble(place, message -> Log.LOG.log(Level.WARNING, "{0}: {1}", service, message));
    }

    void dropped(int lines) {
        dropped.add(lines);
    }

    long dropped() {
        return dropped.sum();
    }

    /** What the operator is told of a log that can never be opened. */
    ConfigException error(String reason) {
        return error(new ConfigException(reason));
    }

    /** What the operator is told of a log that cannot be opened now. */
    ConfigException unavailable(String reason) {
        return error(ConfigException.passing(reason));
    }

    /** What the operator is told of a log that cannot be opened. */
    ConfigException error(ConfigException reason) {
        return new ConfigException(place, reason);
    }

    /** Something about the log that is worth a message whenever it happens. */
    void tell(String what) {
        teller.accept(place + ": " + what);
    }

    /** The log could not be written, whether the lines are lost or not. */
    synchronized void failed(String reason) {
        if (isQuietSince(failedAt)) {
            teller.accept(place + ": " + reason);
        }
        failedAt = System.nanoTime();
    }

    /** Says how many lines were dropped, unless it has just said so. */
    void tellDropped() {
        long now = dropped();
        if (now > told && isQuietSince(toldAt)) {
            told = now;
            toldAt = System.nanoTime();
            teller.accept(place + ": " + now + " lines were dropped so far");
        }
    }

    private static boolean isQuietSince(@Nullable Long time) {
        return time == null || System.nanoTime() - time > QUIET;
    }
}

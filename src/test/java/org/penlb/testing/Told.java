package org.penlb.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class tells the operator by its log. */
public final class Told extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    public Told(Class<?> teller) {
        logger = Logger.getLogger(teller.getName());
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** All that it has to say, also what is for those who debug. */
    public static Told all(Class<?> teller) {
        var told = new Told(teller);
        told.logger.setLevel(Level.ALL);
        return told;
    }

    /** Each with its level, so far. */
    public List<String> messages() {
        return messages;
    }

    @Override
    public void publish(LogRecord entry) {
        messages.add(entry.getLevel() + " " + new SimpleFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(null);
        logger.setUseParentHandlers(true);
    }
}

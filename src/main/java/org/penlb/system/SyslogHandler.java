package org.penlb.system;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.penlb.system.Syslog.Severity;

/**
 * Sends log records to syslog, each line of a record as a message of its own. Who logs never waits: a thread of the handler
 * does, behind a queue. When that is full, records are dropped, and counted; the next message that gets through is how many.
 */
public final class SyslogHandler extends Handler {
    /** Some seconds of a busy day. */
    private static final int QUEUE_LENGTH = 1024;
    /** How long the program's end may be held up by a syslog daemon that does not read. */
    private static final long CLOSE_MILLIS = 2000;
    /** What every syslog daemon takes. */
    private static final int LONGEST_LINE = 2048;

    private record Entry(Severity severity, String text) {}

    private static final Entry END = new Entry(Severity.INFO, "");

    private final BiConsumer<Severity, String> sink;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    /**
     * @param formatter makes the text of a record; time and level need not be in it
     */
    public SyslogHandler(Syslog syslog, Formatter formatter) {
        this(syslog::send, formatter);
    }

    SyslogHandler(BiConsumer<Severity, String> sink, Formatter formatter) {
        this.sink = sink;
        setFormatter(formatter);
        writer = Thread.ofPlatform().daemon().name("syslog").start(this::write);
    }

    @Override
    public void publish(LogRecord entry) {
        if (closed || !isLoggable(entry)) {
            return;
        }
        if (!queue.offer(new Entry(severity(entry.getLevel()), getFormatter().format(entry)))) {
            dropped.incrementAndGet();
        }
    }

    private static Severity severity(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return Severity.ERROR;
        }
        if (value >= Level.WARNING.intValue()) {
            return Severity.WARNING;
        }
        return value >= Level.INFO.intValue() ? Severity.INFO : Severity.DEBUG;
    }

    @SuppressWarnings("ReferenceEquality") // END is one of a kind
    private void write() {
        try {
            for (Entry entry = queue.take(); entry != END; entry = queue.take()) {
                tellDropped();
                write(entry);
            }
            tellDropped();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellDropped() {
        long count = dropped.getAndSet(0);
        if (count > 0) {
            sink.accept(Severity.WARNING, count + " messages are missing here: syslog did not take them fast enough");
        }
    }

    private void write(Entry entry) {
        entry.text().lines().forEach(line -> {
            for (int start = 0; start < line.length(); start += LONGEST_LINE) {
                sink.accept(entry.severity(), line.substring(start, Math.min(line.length(), start + LONGEST_LINE)));
            }
        });
    }

    /** Nothing to do: what is in the queue goes out without being asked. */
    @Override
    public void flush() {}

    /** Sends what is in the queue, for at most two seconds. The JVM's orderly end calls this. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (queue.offer(END, CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                writer.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.penlb.accesslog;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.penlb.config.IpAddress;

/**
 * Pen's log: a line for each request, to a file or to penlogd.
 *
 * <p>Event loops only put a request into a queue, for a thread of the log's own to write. When that thread cannot write,
 * because the disk is full or does not answer, up to {@value #MOST_WAITING} requests wait (about 15 MB); those that come
 * then are dropped and counted. A client never waits for the log.
 */
public final class AccessLog implements AutoCloseable {
    /** The most requests that wait to be written. */
    static final int MOST_WAITING = 1 << 16;

    /** How long {@link #close()} waits for what is queued to be written. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * How long lines are gathered while there are some. Waking a thread costs an event loop microseconds, as much as
     * relaying a request; a busy one pays that 50 times a second, not for each line.
     */
    private static final long GATHERING = TimeUnit.MILLISECONDS.toNanos(20);

    /** How long to wait before a file that could not be written is tried again. */
    private static final long RETRYING = TimeUnit.SECONDS.toNanos(1);

    private final Sink sink;
    private final Trouble trouble;
    private final Duration patience;
    private final Queue<LoggedRequest> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread writer;

    /** The writer has nothing to do, and waits until it is woken. */
    private volatile boolean asleep;
    /** The writer must look again, though there may be no new request. */
    private volatile boolean called;

    private volatile boolean closing;
    private volatile boolean closed;

    /**
     * Opens a log and starts its thread. Looks up names and touches the disk, so it is not for event loops; whatever is
     * needed later is loaded here, so the root directory may change and privileges may be dropped afterwards.
     *
     * @param destination {@code host:port} of penlogd (IPv6 literals in brackets), or else the name of a file, which is
     *     appended to; a name that starts with {@code /} is a file's even with a colon
     * @throws org.penlb.config.ConfigException if there is no such place, or it cannot be written
     */
    public static AccessLog open(String destination) {
        var trouble = new Trouble("log \"" + destination + "\"");
        Sink sink = destination.startsWith("/") || destination.indexOf(':') < 0
                ? new LogFile(trouble, LogFile.appendingTo(destination, trouble))
                : PenlogdSender.to(destination, trouble);
        return new AccessLog(sink, trouble, PATIENCE).start();
    }

    AccessLog(Sink sink, Trouble trouble, Duration patience) {
        this.sink = sink;
        this.trouble = trouble;
        this.patience = patience;
        writer = Thread.ofPlatform().daemon().name("pen-log").unstarted(this::run);
    }

    AccessLog start() {
        writer.start();
        return this;
    }

    /**
     * Logs a request. For any thread; never waits.
     *
     * @param client who sent it, {@link IpAddress#UNIX} for a client of a Unix socket
     * @param server the address of the server that got it, without the port, or the path of its socket; at most 255
     *     characters. It pays to make it once for each server
     * @param epochSeconds when it came
     * @param line its first line as {@link RequestScanner} reports it; not to be changed afterwards
     */
    public void request(IpAddress client, String server, long epochSeconds, byte[] line) {
        var request = new LoggedRequest(client, server, epochSeconds, line);
        if (closing) {
            trouble.dropped(1);
            return;
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            trouble.dropped(1);
            return;
        }
        queue.add(request);
        if (asleep) {
            asleep = false;
            LockSupport.unpark(writer);
        }
    }

    /** How many requests were not written: the log could not keep up, could not be written, or was closed. */
    public long dropped() {
        return trouble.dropped() + (closed ? waiting.get() : 0);
    }

    /**
     * Opens the file anew by its name, after it was renamed. Lines that wait go to the old or the new file, none is lost or
     * torn. Returns when the new file is open, which touches the disk: not for event loops. The name of penlogd is
     * looked up again.
     *
     * @throws org.penlb.config.ConfigException if it cannot be opened; the log goes on in the old file
     */
    public void reopen() {
        sink.reopen();
        call();
    }

    /**
     * Writes what waits and ends. Waits up to 5 seconds for that, so it is not for event loops. What is not written then,
     * and what is logged afterwards, is dropped.
     */
    @Override
    public void close() {
        closing = true;
        call();
        try {
            writer.join(patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            // Interrupting closes the file, and that may wait for the same disk.
            Thread.ofPlatform().daemon().name("pen-log-end").start(writer::interrupt);
        }
        closed = true;
    }

    private void call() {
        called = true;
        LockSupport.unpark(writer);
    }

    private void run() {
        while (!closing) {
            called = false;
            boolean idle = queue.isEmpty();
            boolean written = write();
            trouble.tellDropped();
            if (!written) {
                rest(RETRYING);
            } else if (idle) {
                sleep();
            } else {
                rest(GATHERING);
            }
        }
        write();
        trouble.dropped(sink.close());
    }

    /** Writes what waits, until nothing does or it cannot be written. */
    private boolean write() {
        boolean more = true;
        while (more) {
            more = !fill();
            if (!sink.flush()) {
                return false;
            }
        }
        return true;
    }

    /** Hands requests to the sink until none waits, or returns false because it has no room. */
    private boolean fill() {
        for (LoggedRequest next = queue.peek(); next != null; next = queue.peek()) {
            if (!sink.take(next)) {
                return false;
            }
            queue.remove();
            waiting.decrementAndGet();
        }
        return true;
    }

    private void rest(long nanos) {
        if (!called && !closing) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    private void sleep() {
        asleep = true;
        if (queue.isEmpty() && !called && !closing) {
            LockSupport.park(this);
        }
        asleep = false;
    }
}

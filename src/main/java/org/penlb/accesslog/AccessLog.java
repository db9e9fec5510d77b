package org.penlb.accesslog;

import java.time.Duration;
import org.penlb.config.IpAddress;
import org.penlb.config.ServiceConfig;

/**
 * Pen's log: a line for each request, to a file or to penlogd.
 *
 * <p>For a file, event loops only put a request into a queue, for a thread of the log's own to write. When that thread cannot
 * write, because the disk is full or does not answer, up to {@value #MOST_WAITING} requests wait (about 15 MB); those that come
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
    private static final Duration GATHERING = Duration.ofMillis(20);

    private final LogOutput<LoggedRequest> output;

    /**
     * Opens a log and starts its thread. Looks up names and touches the disk, so it is not for event loops; whatever is
     * needed later is loaded here, so the root directory may change and privileges may be dropped afterwards.
     *
     * @param destination {@code host:port} of penlogd (IPv6 literals in brackets), or else the name of a file, which is
     *     appended to; a name that starts with {@code /} is a file's even with a colon
     * @throws org.penlb.config.ConfigException if there is no such place, or it cannot be written
     */
    public static AccessLog open(String destination) {
        return open(destination, new Trouble(place(destination)));
    }

    /**
     * As {@link #open(String)}, for a service.
     *
     * @param service its name, which messages about the log begin with
     */
    public static AccessLog open(String destination, String service) {
        return open(destination, Trouble.of(service, place(destination)));
    }

    private static String place(String destination) {
        return "log \"" + destination + "\"";
    }

    private static AccessLog open(String destination, Trouble trouble) {
        if (ServiceConfig.isLogFile(destination)) {
            var file = new LogFile<>(trouble, LogFile.appendingTo(destination, trouble), LoggedRequest::toFileLine);
            return toFile(file, trouble, PATIENCE);
        }
        return new AccessLog(PenlogdSender.to(destination, trouble, LoggedRequest::toPenlogdLine));
    }

    private AccessLog(LogOutput<LoggedRequest> output) {
        this.output = output;
    }

    static AccessLog toFile(LogFile<LoggedRequest> file, Trouble trouble, Duration patience) {
        var limit = new LogWriter.Limit<LoggedRequest>(MOST_WAITING, _ -> 1);
        return new AccessLog(new LogWriter<>(file, trouble, limit, GATHERING, patience).start());
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
        output.offer(new LoggedRequest(client, server, epochSeconds, line));
    }

    /** How many requests were not written: the log could not keep up, could not be written, or was closed. */
    public long dropped() {
        return output.dropped();
    }

    /**
     * Whether lines go where they are to go. They do not while a file that was to be opened anew cannot be, or cannot be written, or
     * penlogd has no address or is not there, as far as that is known.
     */
    public boolean isUp() {
        return output.isUp();
    }

    /**
     * Opens the file anew by its name, after it was renamed. Lines that wait go to the old or the new file, none is lost or
     * torn. Returns when the new file is open, which touches the disk: not for event loops. The name of penlogd is
     * looked up again.
     *
     * @throws org.penlb.config.ConfigException if it cannot be opened; the log goes on in the old file, or
     *     keeps its lines if that has no name any more, and tries again until it can
     */
    public void reopen() {
        output.reopen();
    }

    /**
     * Writes what waits and ends. Waits up to 5 seconds for that, so it is not for event loops. What is not written then,
     * and what is logged afterwards, is dropped.
     */
    @Override
    public void close() {
        output.close();
    }
}

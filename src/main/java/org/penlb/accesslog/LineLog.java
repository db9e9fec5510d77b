package org.penlb.accesslog;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A log of lines that others have made: to a file, to standard output, or to penlogd. Nobody waits for it: up to 8 MiB of
 * lines wait for a file, and what cannot be written is dropped and counted. Lines keep their order, and none is written in
 * part.
 */
public final class LineLog implements AutoCloseable {
    /** The longest line, in bytes, with its line feed. */
    public static final int LONGEST = LogFile.BATCH;

    private static final long MOST_WAITING = 8 << 20;
    /** What a line takes in memory besides its bytes. */
    private static final int OVERHEAD = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LogOutput<byte[]> output;

    private LineLog(LogOutput<byte[]> output) {
        this.output = output;
    }

    private static LineLog writing(LogFile<byte[]> file, Trouble trouble) {
        var limit = new LogWriter.Limit<byte[]>(MOST_WAITING, line -> line.length + OVERHEAD);
        // Those who write here have nothing better to do than to wake a thread.
        return new LineLog(new LogWriter<>(file, trouble, limit, Duration.ZERO, PATIENCE).start());
    }

    /**
     * Appends to a file.
     *
     * @throws org.penlb.config.ConfigException if it cannot be opened
     */
    public static LineLog toFile(String name) {
        var trouble = new Trouble("log \"" + name + "\"");
        return writing(new LogFile<>(trouble, LogFile.appendingTo(name, trouble), Function.identity()), trouble);
    }

    /**
     * Writes to standard output.
     *
     * @param gone called when nobody will ever read it again; perhaps more than once
     */
    public static LineLog toStandardOutput(Runnable gone) {
        var trouble = new Trouble("standard output");
        var output = new StandardOutput(gone);
        return writing(new LogFile<>(trouble, () -> output, Function.identity()), trouble);
    }

    /**
     * Sends to penlogd, a datagram a line.
     *
     * @param destination {@code host:port}; IPv6 literals are in brackets
     * @param from an address of this machine; null for the one that the way there begins at
     * @param teller is told what goes wrong
     * @throws org.penlb.config.ConfigException if there is no such host or port
     */
    public static LineLog toPenlogd(String destination, @Nullable InetAddress from, Consumer<String> teller) {
        var trouble = new Trouble("log \"" + destination + "\"", teller);
        return new LineLog(PenlogdSender.to(destination, from, trouble, Function.identity()));
    }

    /**
     * Has a line written. For any thread; never waits.
     *
     * @param line with its line feed; at most {@value #LONGEST} bytes; not to be changed afterwards
     */
    public void write(byte[] line) {
        if (line.length > LONGEST) {
            throw new IllegalArgumentException("line: " + line.length + " bytes (expected: at most " + LONGEST + ")");
        }
        output.offer(line);
    }

    /** How many lines were not written. */
    public long dropped() {
        return output.dropped();
    }

    /**
     * Opens the file anew by its name, after it was renamed; looks up the name of penlogd again. Standard output stays.
     *
     * @throws org.penlb.config.ConfigException if it cannot be opened; the log goes on in the old file, or
     *     keeps its lines if that has no name any more, and tries again until it can
     */
    public void reopen() {
        output.reopen();
    }

    /** Writes what waits and ends. Waits up to 5 seconds for that; what is not written then is dropped. */
    @Override
    public void close() {
        output.close();
    }
}

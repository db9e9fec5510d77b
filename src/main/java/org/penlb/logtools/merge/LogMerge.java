package org.penlb.logtools.merge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.penlb.logtools.weblog.RequestText;

/**
 * Merges the access logs of web servers in the order of time: the next line is that of the log whose next line is oldest,
 * or of the log that was named first. In each line the client is replaced by the one that pen's log has for the same server
 * and request, nearest in time; if it has none, by the server's address. All other bytes stay as they are.
 *
 * <p>Memory is bounded, whatever the logs are like. For one thread.
 */
public final class LogMerge implements AutoCloseable {
    /** The window, of the memory that the JVM may use. */
    private static final double WINDOW_SHARE = 0.75;

    /** Shorter than any line of pen's log: a small log needs a small window. */
    private static final int SHORTEST_PEN_LINE = 20;

    private static final int LEAST_CELLS = 128;
    private static final int LARGEST_BUFFER = 1 << 16;
    private static final int SMALLEST_BUFFER = 1 << 12;
    private static final int ALL_BUFFERS = 1 << 22;

    /** So many lines are written before progress is told again. */
    private static final int STRIDE = 1 << 10;

    /** Those that pen's clients use. */
    private static final List<byte[]> PROTOCOLS = Stream.of(" HTTP/1.1", " HTTP/1.0", "")
            .map(protocol -> protocol.getBytes(StandardCharsets.US_ASCII))
            .toList();

    private final MergeOptions options;
    private final RequestHash hash = new RequestHash();
    private final MatchExplanation explanation;
    private final List<LineInput> inputs = new ArrayList<>();
    private final List<WebLog> webLogs = new ArrayList<>();
    private final PenWindow window;
    private final PenLog penLog;
    private final byte[] client = new byte[PenWindow.LONGEST_CLIENT];

    private long lines;
    private long matched;
    private long notMatched;
    private long notUnderstood;

    private LogMerge(MergeOptions options, InputStream stdin, PrintStream err, long memory) throws IOException {
        this.options = options;
        explanation = new MatchExplanation(err, options.explain());
        int buffer = Math.clamp(ALL_BUFFERS / (options.webLogs().size() + 1), SMALLEST_BUFFER, LARGEST_BUFFER);
        var servers = new LoggedServers();
        try {
            LineInput pen = open(options.penLog(), stdin, buffer);
            for (ServerLog log : options.webLogs()) {
                webLogs.add(new WebLog(open(log.file(), stdin, buffer), servers.add(log.server()), log.server()));
            }
            window = new PenWindow(capacity(pen, memory));
            penLog = new PenLog(pen, servers, window, options, hash, explanation);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens all logs.
     *
     * @param stdin for the log that is {@code -}
     * @param err what {@link MergeOptions#explain()} asks for is written to
     * @param memory what the JVM may use in all, in bytes
     * @throws IOException if one cannot be opened; the message names it
     */
    public static LogMerge open(MergeOptions options, InputStream stdin, PrintStream err, long memory)
            throws IOException {
        return new LogMerge(options, stdin, err, memory);
    }

    private LineInput open(String name, InputStream stdin, int buffer) throws IOException {
        var input = new LineInput(LogStream.open(name, stdin), buffer);
        inputs.add(input);
        return input;
    }

    private static int capacity(LineInput pen, long memory) {
        long most = (long) (memory * WINDOW_SHARE) / PenWindow.BYTES_PER_CELL;
        long size = pen.stream().size();
        boolean mayBeShort = size != LogStream.UNKNOWN && !pen.stream().isCompressed();
        long needed = mayBeShort ? size / SHORTEST_PEN_LINE : most;
        return Math.clamp(Math.min(most, needed), LEAST_CELLS, Integer.MAX_VALUE / 64);
    }

    /**
     * Merges to the end.
     *
     * @throws IOException if {@code to} cannot be written
     */
    public void run(OutputStream to, MergeProgress progress) throws IOException {
        var out = new MergedOutput(to);
        webLogs.forEach(WebLog::next);
        long size = size();
        for (WebLog log = oldest(); log.time() != WebLog.END; log = oldest()) {
            write(log, out);
            log.next();
            if (++lines % STRIDE == 0) {
                progress.at(lines, position(), size);
            }
        }
        out.flush();
    }

    /** The number of logs is small: looking at all of them costs less than keeping them in order. */
    private WebLog oldest() {
        WebLog oldest = webLogs.getFirst();
        for (int i = 1; i < webLogs.size(); i++) {
            if (webLogs.get(i).time() < oldest.time()) {
                oldest = webLogs.get(i);
            }
        }
        return oldest;
    }

    private void write(WebLog log, MergedOutput out) throws IOException {
        LineInput in = log.in();
        out.beginLine();
        if (log.isUnderstood()) {
            byte[] name = log.server();
            int length = find(log);
            if (length > 0) {
                name = client;
                matched++;
            } else {
                length = name.length;
                notMatched++;
            }
            out.write(in.bytes(), in.from(), log.line().clientFrom());
            out.write(name, 0, length);
            out.write(in.bytes(), log.line().clientTo(), in.to());
        } else {
            notUnderstood++;
            explanation.notUnderstood(in);
            out.write(in.bytes(), in.from(), in.to());
        }
        while (!in.isComplete()) {
            in.nextPiece();
            out.write(in.bytes(), in.from(), in.to());
        }
        out.endLine(in.hasFeed());
    }

    /** Finds the client of the line; the result is the length of its name, or 0. */
    private int find(WebLog log) {
        long time = log.time();
        penLog.advance(time);
        RequestText request = log.line().request();
        int entry = request.isWithoutProtocol()
                ? nearestOfAnyProtocol(log, request)
                : window.nearest(hash.of(log.number(), request), time, options.jitter());
        if (entry == PenWindow.NONE) {
            explanation.notMatched(log.in(), time);
            return 0;
        }
        window.use(entry);
        int length = window.copyClient(entry, client);
        explanation.matched(log.in(), client, length, time, window.time(entry));
        return length;
    }

    private int nearestOfAnyProtocol(WebLog log, RequestText request) {
        int nearest = PenWindow.NONE;
        int length = request.length();
        for (byte[] protocol : PROTOCOLS) {
            request.replaceEnd(length, protocol);
            int entry = window.nearest(hash.of(log.number(), request), log.time(), options.jitter());
            if (nearest == PenWindow.NONE
                    || (entry != PenWindow.NONE && distance(entry, log) < distance(nearest, log))) {
                nearest = entry;
            }
        }
        return nearest;
    }

    private long distance(int entry, WebLog log) {
        return Math.abs(window.time(entry) - log.time());
    }

    private long size() {
        long size = 0;
        for (LineInput input : inputs) {
            if (input.stream().size() == LogStream.UNKNOWN) {
                return 0;
            }
            size += input.stream().size();
        }
        return size;
    }

    private long position() {
        long position = 0;
        for (LineInput input : inputs) {
            position += input.stream().position();
        }
        return position;
    }

    /** What has come of it until now. */
    public MergeCounts counts() {
        return new MergeCounts(lines, matched, notMatched, notUnderstood, penLog.notUnderstood(), penLog.givenUp());
    }

    /** Which logs could not be read to their end, and why; empty if all could. */
    public List<String> faults() {
        return inputs.stream().map(LineInput::fault).filter(Objects::nonNull).toList();
    }

    @Override
    public void close() {
        inputs.forEach(input -> input.stream().close());
    }
}

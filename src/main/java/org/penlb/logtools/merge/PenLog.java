package org.penlb.logtools.merge;

import java.util.Arrays;
import org.penlb.logtools.weblog.RequestText;

/**
 * Pen's log, read as far as the lines of the web servers go: its entries in a window around the current time. Event loops
 * and web servers write lines late, so it reaches two jitters into both directions; where that does not fit into the
 * memory, as far as it can.
 *
 * <pre>{@code client seconds server request}</pre>
 */
final class PenLog {
    /**
     * So many entries in a row must lie beyond what is needed before reading stops: a single one from the future, written
     * while a clock was wrong, must not keep all that follow away.
     */
    private static final int BEYOND = 16;

    private static final long LATEST = (1L << 32) - 1;
    private static final int MOST_DIGITS = 10;

    /** Answers that take longer, in seconds, find their clients only where the jitter is larger. */
    private static final long LONGEST_ANSWER = 600;

    private final LineInput in;
    private final LoggedServers servers;
    private final PenWindow window;
    private final MergeOptions options;
    private final RequestHash hash;
    private final MatchExplanation explanation;
    private final RequestText request = new RequestText();

    private final long[] times = new long[BEYOND];
    private int timesRead;
    private long earliestOfLast = Long.MIN_VALUE;
    private long now = Long.MIN_VALUE / 2;

    /** The entry that was read last: where its client is, when it was, its hash. */
    private int clientTo;

    private long time;
    private long key;
    /** It was read, and there was no room for it yet. */
    private boolean waits;

    private boolean atEnd;
    private long notUnderstood;
    private long givenUp;

    PenLog(
            LineInput in,
            LoggedServers servers,
            PenWindow window,
            MergeOptions options,
            RequestHash hash,
            MatchExplanation explanation) {
        this.in = in;
        this.servers = servers;
        this.window = window;
        this.options = options;
        this.hash = hash;
        this.explanation = explanation;
        Arrays.fill(times, Long.MIN_VALUE);
    }

    /** Lines of web servers have come to this time: what is about it is in the window then. */
    void advance(long to) {
        if (to > now) {
            now = to;
            long oldest = now - reach();
            while (window.size() > 0 && window.firstTime() < oldest) {
                window.removeFirst();
            }
        }
        long enough = now + 2 * options.jitter();
        while (earliestOfLast <= enough && !atEnd) {
            if (!waits) {
                waits = read();
            }
            if (waits) {
                if (!makeRoom()) {
                    return;
                }
                window.add(key, time, in.bytes(), in.from(), clientTo);
                waits = false;
            }
        }
    }

    /**
     * How far back, in seconds, entries are kept: a web server writes a line when its answer ends, with the time when it began.
     */
    private long reach() {
        return options.jitter() + Math.max(options.jitter(), LONGEST_ANSWER);
    }

    /**
     * Room for the entry that was read; false if entries that are nearer to the current time would have to go for it. So
     * when memory is short, what is left of the window reaches equally far to both sides.
     */
    private boolean makeRoom() {
        long ahead = earliestOfLast - now;
        while (!window.hasRoom(clientTo - in.from())) {
            if (ahead > options.jitter() || (ahead > 0 && ahead >= Math.abs(window.firstTime() - now))) {
                return false;
            }
            window.removeFirst();
            givenUp++;
        }
        return true;
    }

    /** Reads a line; false if it has no entry that could be asked for. */
    private boolean read() {
        if (!in.next()) {
            atEnd = true;
            return false;
        }
        byte[] bytes = in.bytes();
        int to = in.to();
        clientTo = blank(bytes, in.from(), to);
        int secondsTo = blank(bytes, clientTo + 1, to);
        int serverTo = blank(bytes, secondsTo + 1, to);
        time = seconds(bytes, clientTo + 1, secondsTo);
        if (time < 0 || serverTo >= to || !isName(bytes, in.from(), clientTo)) {
            notUnderstood++;
            explanation.notUnderstood(in);
            return false;
        }
        time -= options.offset();
        noteTime();
        int server = servers.find(bytes, secondsTo + 1, serverTo);
        if (server == LoggedServers.UNKNOWN || time < now - reach() || time < 0 || time > LATEST) {
            return false;
        }
        request.setPlain(bytes, serverTo + 1, bytes[to - 1] == '\r' ? to - 1 : to);
        key = hash.of(server, request);
        explanation.read(in, clientTo, time);
        return true;
    }

    private void noteTime() {
        times[timesRead++ & BEYOND - 1] = time;
        long earliest = Long.MAX_VALUE;
        for (long each : times) {
            earliest = Math.min(earliest, each);
        }
        earliestOfLast = earliest;
    }

    private static int blank(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != ' ') {
            at++;
        }
        return at;
    }

    private static long seconds(byte[] bytes, int from, int to) {
        if (to <= from || to - from > MOST_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    /** A client is written into lines of any format, within JSON's quotes as well. It is empty where pen did not know it. */
    private static boolean isName(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] <= ' ' || bytes[i] == '"' || bytes[i] == '\\' || bytes[i] == 0x7f) {
                return false;
            }
        }
        return to - from <= PenWindow.LONGEST_CLIENT;
    }

    /** How many lines were none of pen's. */
    long notUnderstood() {
        return notUnderstood;
    }

    /** How many entries had to make room for others while they might still have been asked for. */
    long givenUp() {
        return givenUp;
    }
}

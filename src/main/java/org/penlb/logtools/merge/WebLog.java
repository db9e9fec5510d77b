package org.penlb.logtools.merge;

import java.nio.charset.StandardCharsets;
import org.penlb.logtools.weblog.WebLogLine;

/** The access log of a web server, and its current line. */
final class WebLog {
    /** There is no more line. */
    static final long END = Long.MAX_VALUE;

    private final LineInput in;
    private final int number;
    private final byte[] server;
    private final WebLogLine line = new WebLogLine();
    private long time = Long.MIN_VALUE;

    /**
     * An access log.
     *
     * @param number of its server in {@link LoggedServers}
     * @param server what stands for clients that pen does not know
     */
    WebLog(LineInput in, int number, String server) {
        this.in = in;
        this.number = number;
        this.server = server.getBytes(StandardCharsets.US_ASCII);
    }

    /** Goes to the next line. One that is not understood has the time of the line before it, and so stays with it. */
    void next() {
        if (!in.next()) {
            time = END;
            return;
        }
        line.read(in.bytes(), in.from(), in.to());
        if (line.hasTime()) {
            time = line.epochSeconds();
        }
    }

    /** When the current line was, in seconds since 1970; {@link #END} if there is none any more. */
    long time() {
        return time;
    }

    /** Whether the line says who the client was and when. */
    boolean isUnderstood() {
        return line.hasTime() && line.hasClient();
    }

    WebLogLine line() {
        return line;
    }

    LineInput in() {
        return in;
    }

    int number() {
        return number;
    }

    byte[] server() {
        return server;
    }
}

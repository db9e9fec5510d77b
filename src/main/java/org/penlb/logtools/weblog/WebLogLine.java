package org.penlb.logtools.weblog;

import org.jspecify.annotations.Nullable;

/**
 * What a line of an access log says: in the common or combined format, or as a JSON object ({@link JsonLine}). It is read
 * where it lies, and never fails: what a line does not say, or does not say clearly, is not there. To be used again for the
 * next line; not for several threads.
 *
 * <pre>{@code 10.0.0.9 - - [30/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" 200 5 "http://example/" "Mozilla"}</pre>
 */
public final class WebLogLine {
    private final LogTime times = new LogTime();
    private final RequestText request = new RequestText();
    private @Nullable JsonLine json;

    private int clientFrom;
    private int clientTo;
    private long epochSeconds = LogTime.NONE;

    /** A line that lies at {@code bytes[from]} up to, not including, {@code bytes[to]}, without its line feed. */
    public static WebLogLine of(byte[] bytes, int from, int to) {
        var line = new WebLogLine();
        line.read(bytes, from, to);
        return line;
    }

    /** Reads another line, from {@code bytes[from]} up to, not including, {@code bytes[to]}, without its line feed. */
    public void read(byte[] bytes, int from, int to) {
        clientFrom = from;
        clientTo = from;
        epochSeconds = LogTime.NONE;
        request.clear();
        if (from < to && bytes[from] == '{') {
            readJson(bytes, from, to);
        } else {
            readText(bytes, from, to);
        }
    }

    private void readJson(byte[] bytes, int from, int to) {
        JsonLine object = json;
        if (object == null) {
            object = new JsonLine(times);
            json = object;
        }
        object.read(bytes, from, to, request);
        epochSeconds = object.epochSeconds();
        if (object.clientTo() > object.clientFrom()) {
            clientFrom = object.clientFrom();
            clientTo = object.clientTo();
        }
    }

    private void readText(byte[] bytes, int from, int to) {
        int blank = from;
        while (blank < to && bytes[blank] != ' ' && bytes[blank] != '\t') {
            blank++;
        }
        if (blank < to && startsName(bytes[from])) {
            clientTo = blank;
        }
        int behindTime = readTime(bytes, blank, to);
        int quote = behindTime;
        while (quote < to && bytes[quote] != '"') {
            quote++;
        }
        if (quote < to) {
            request.setEscaped(bytes, quote + 1, closingQuote(bytes, quote + 1, to));
        }
    }

    /** Quotes, brackets and blanks begin other fields: this line has no client at its start. */
    private static boolean startsName(byte first) {
        return first < 0
                || (first >= '0' && first <= '9')
                || (first >= 'a' && first <= 'z')
                || (first >= 'A' && first <= 'Z')
                || first == ':'
                || first == '-'
                || first == '_';
    }

    /** A user's name stands before the time, and may have brackets of its own. */
    private int readTime(byte[] bytes, int from, int to) {
        for (int at = from; at < to && bytes[at] != '"'; at++) {
            if (bytes[at] == '[') {
                epochSeconds = times.read(bytes, at + 1, to);
                if (epochSeconds != LogTime.NONE) {
                    return at + LogTime.LENGTH + 1;
                }
            }
        }
        return from;
    }

    /**
     * The quote that ends a request: the first that a blank comes behind, for servers that do not escape those within it; if
     * there is none, the first.
     */
    private static int closingQuote(byte[] bytes, int from, int to) {
        int first = to;
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\\') {
                at++;
            } else if (bytes[at] == '"') {
                if (at + 1 == to || bytes[at + 1] == ' ' || bytes[at + 1] == '\t') {
                    return at;
                }
                first = Math.min(first, at);
            }
        }
        return first;
    }

    /** Whether it says who the client was. */
    public boolean hasClient() {
        return clientTo > clientFrom;
    }

    /** Where the client's address or name begins, as an index into the bytes that were read. */
    public int clientFrom() {
        return clientFrom;
    }

    /** The index behind it. */
    public int clientTo() {
        return clientTo;
    }

    /** Whether it says when it was. */
    public boolean hasTime() {
        return epochSeconds != LogTime.NONE;
    }

    /**
     * When it was, in seconds since 1970, UTC, whatever its zone.
     *
     * @throws IllegalStateException if it does not say
     */
    public long epochSeconds() {
        if (!hasTime()) {
            throw new IllegalStateException("a line without a time");
        }
        return epochSeconds;
    }

    /** What was asked for; empty if it does not say. It changes with the next line. */
    public RequestText request() {
        return request;
    }
}

package org.penlb.accesslog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection whose client is listened to. Texts are ISO 8859-1, so that each character is a byte. */
final class Talk {
    private final List<String> lines = new ArrayList<>();
    private final RequestScanner scanner;
    private long fromServer;
    private long clock;

    Talk() {
        scanner = new RequestScanner(
                (epochSeconds, line) -> lines.add(epochSeconds + " " + new String(line, StandardCharsets.ISO_8859_1)),
                () -> clock);
    }

    /** The client sends this in one piece. */
    Talk client(String text) {
        return client(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    Talk client(ByteBuffer bytes) {
        scanner.client(bytes, fromServer);
        return this;
    }

    /** The server says something. */
    Talk server() {
        fromServer++;
        return this;
    }

    Talk end() {
        scanner.end();
        return this;
    }

    Talk at(long epochSeconds) {
        clock = epochSeconds;
        return this;
    }

    /** What was found so far, with its time in front. */
    List<String> timedLines() {
        return lines;
    }

    /** What was found so far. */
    List<String> lines() {
        return lines.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
    }
}

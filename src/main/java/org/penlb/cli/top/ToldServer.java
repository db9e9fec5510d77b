package org.penlb.cli.top;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server in a reply to {@code servers} or {@code counters}:
 * {@code 0 addr 10.1.1.10 port 80 conn 3 max 0 ... sx 120 rx 4500 drain}.
 *
 * @param numbers the numbers by their names, {@code conn} to {@code rx}
 * @param rest what is behind the numbers: nothing from pen 0.34.1, words about the server's state from ours
 */
record ToldServer(int index, String host, int port, Map<String, Long> numbers, String rest) {
    private static final int MOST_NUMBERS = 32;
    private static final int LONGEST_HOST = 255;

    /** Reads a line; null if it is none about a server. */
    static @Nullable ToldServer of(String line) {
        var words = new ReplyWords(line);
        long index = words.number();
        String host = index < 0 || index > Integer.MAX_VALUE || !words.skip("addr") ? null : words.upTo("port");
        if (host == null) {
            return null;
        }
        long port = words.number();
        if (port > 0xffff) {
            return null;
        }
        Map<String, Long> numbers = new HashMap<>();
        String rest = words.rest();
        for (String name = words.next(); !name.isEmpty() && numbers.size() < MOST_NUMBERS; name = words.next()) {
            long number = words.number();
            if (number < 0) {
                break;
            }
            numbers.put(name, number);
            rest = words.rest();
        }
        return new ToldServer(
                (int) index,
                host.length() > LONGEST_HOST ? host.substring(0, LONGEST_HOST) : host,
                (int) Math.max(port, 0),
                numbers,
                rest);
    }

    /** A number by its name; -1 if it was not told. */
    long number(String name) {
        return numbers.getOrDefault(name, -1L);
    }
}

package org.penlb.accesslog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.penlb.config.IpAddress;

/** Requests that are told apart by a number, so that lost, torn and doubled ones are noticed. */
final class NumberedLines {
    /** Bytes of the shortest line in a file. */
    static final int SHORTEST = "10.1.2.3 1700000000 10.0.0.1 GET /0 HTTP/1.1\n".length();

    private static final IpAddress CLIENT = IpAddress.parse("10.1.2.3");
    private static final String SERVER = "10.0.0.1";
    private static final Pattern WHOLE =
            Pattern.compile("10\\.1\\.2\\.3 1700000000 10\\.0\\.0\\.1 GET /(\\d+) HTTP/1\\.1");

    private NumberedLines() {}

    static void log(AccessLog log, int number) {
        byte[] line = ("GET /" + number + " HTTP/1.1").getBytes(StandardCharsets.US_ASCII);
        log.request(CLIENT, SERVER, 1_700_000_000, line);
    }

    /** The numbers in these lines; fails if one is torn. */
    static List<Integer> of(Stream<String> lines) {
        return lines.map(NumberedLines::number).toList();
    }

    static List<Integer> in(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return of(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(String line) {
        Matcher whole = WHOLE.matcher(line);
        if (!whole.matches()) {
            throw new AssertionError("torn: " + line);
        }
        return Integer.parseInt(whole.group(1));
    }
}

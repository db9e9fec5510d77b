package org.penlb.load.logs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Access logs in combined format of several servers, and pen's of the same requests: clients ask for some pages over a
 * kept-alive connection; a few pages are asked for again and again, others once; one answer in ten takes a second longer.
 * The same for the same numbers.
 */
final class GeneratedLogs {
    private static final int SERVERS = 4;
    private static final int SEED = 16;
    private static final long START = 1_796_000_000L;
    private static final int BUFFER = 1 << 16;
    private static final int PAGES = 20_000;
    private static final int MOST_REQUESTS = 6;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private long lines;

    GeneratedLogs(Path folder) {
        this.folder = folder;
    }

    /** How many lines were written to all the servers' logs. */
    long lines() {
        return lines;
    }

    /** The arguments for mergelogs. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("-p", folder.resolve("pen.log").toString()));
        IntStream.range(0, SERVERS).forEach(i -> arguments.add(server(i) + ":" + file(i)));
        return arguments;
    }

    private static String server(int number) {
        return "10.0.0." + (number + 1);
    }

    private Path file(int number) {
        return folder.resolve("access-" + number + ".log");
    }

    /**
     * Writes them.
     *
     * @param bytes of all servers' logs together
     * @param rate lines a second, by the times in the logs
     */
    void write(long bytes, double rate) throws IOException {
        List<OutputStream> servers = new ArrayList<>();
        try (OutputStream pen = open(folder.resolve("pen.log"))) {
            IntStream.range(0, SERVERS).forEach(i -> servers.add(open(file(i))));
            double time = START;
            for (long written = 0; written < bytes; ) {
                int requests = random.nextInt(1, MOST_REQUESTS);
                time -= Math.log(1 - random.nextDouble()) * requests / rate;
                written += visit((long) time, requests, pen, servers);
            }
        } finally {
            for (OutputStream server : servers) {
                server.close();
            }
        }
    }

    private long visit(long time, int requests, OutputStream pen, List<OutputStream> servers) throws IOException {
        int server = random.nextInt(SERVERS);
        String client = random.nextInt(1, 224) + "." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
        long written = 0;
        for (int i = 0; i < requests; i++) {
            String request = "GET " + target() + " HTTP/1.1";
            pen.write(bytes(client + " " + time + " " + server(server) + " " + request + "\n"));
            byte[] line = bytes("10.9.9.9 - - [" + TIME.format(Instant.ofEpochSecond(time + random.nextInt(10) / 9)) + "] \""
                    + request + "\" 200 " + random.nextInt(100_000) + " \"https://www.example.com" + page()
                    + "\" \"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0."
                    + random.nextInt(50) + ".0 Safari/537.36\"\n");
            servers.get(server).write(line);
            written += line.length;
            lines++;
        }
        return written;
    }

    private String target() {
        return random.nextInt(10) < 7 ? page() : "/api/item?id=" + Long.toHexString(random.nextLong());
    }

    /** The first ones are asked for most often. */
    private String page() {
        int number = (int) Math.exp(random.nextDouble() * Math.log(PAGES)) - 1;
        return number == 0 ? "/" : "/article/" + number + "/some-title-of-it.html";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static OutputStream open(Path file) {
        try {
            return new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

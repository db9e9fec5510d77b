package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.cli.logtools.MergelogsHere;
import org.penlb.testing.PenProcess;

/** mergelogs beside Debian's on random logs, and as a process with a small heap. */
@Timeout(120)
class MergelogsIT {
    private static final long TIME = 1_796_050_800L;
    private static final long NO_CLIENT = -1;
    private static final int SERVERS = 3;
    private static final int ENTRIES = 1500;
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    @TempDir
    Path folder;

    /** When pen saw each client; each asks once. */
    private final Map<String, Long> clients = new TreeMap<>();

    private final List<String> pen = new ArrayList<>();
    private final List<List<String>> web = new ArrayList<>();

    private MergeScenes.Logs logs(Random random, int jitter) {
        List<String> servers = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            servers.add("10.0.0." + (i + 1));
            web.add(new ArrayList<>());
        }
        long time = TIME;
        for (int i = 0; i < ENTRIES; i++) {
            time += random.nextInt(4);
            String client = "192.0." + i / 256 + "." + i % 256;
            String request = "GET /" + random.nextInt(30) + " HTTP/1.1";
            int server = random.nextInt(SERVERS);
            if (random.nextInt(20) > 0) {
                clients.put(client, time);
                pen.add(client + " " + time + " " + servers.get(server) + " " + request);
            }
            if (random.nextInt(20) > 0) {
                int back = random.nextInt(5) == 0 ? random.nextInt(jitter * 2) : 0;
                long late = time + random.nextInt(3) - back;
                web.get(server)
                        .add("10.9.9.9 - - [" + FORMAT.format(Instant.ofEpochSecond(late)) + "] \"" + request
                                + "\" 200 " + i);
            }
        }
        return new MergeScenes.Logs(List.of("-j", String.valueOf(jitter)), pen, servers, web);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 20, 100, 600})
    void each_line_is_debians_but_for_clients_that_are_equally_near(int jitter)
            throws IOException, InterruptedException {
        DebianMergelogs.assumeInstalled();
        MergeScenes.Logs logs = logs(new Random(jitter), jitter);
        List<String> theirs = DebianMergelogs.merge(folder, logs);
        var mergelogs = new MergelogsHere();
        assertThat(mergelogs.run(logs.write(folder, List.of()).toArray(String[]::new)))
                .isZero();
        List<String> ours = mergelogs.output().lines().toList();
        assertThat(ours.stream().map(MergelogsIT::withoutClient).toList())
                .isEqualTo(theirs.stream().map(MergelogsIT::withoutClient).toList());
        int same = 0;
        long latest = 0;
        for (int i = 0; i < ours.size(); i++) {
            String lines = ours.get(i) + "\n" + theirs.get(i);
            same += ours.get(i).equals(theirs.get(i)) ? 1 : 0;
            long our = distance(ours.get(i));
            // Debian's also takes entries that are further away, if it has read them before.
            long their = distance(theirs.get(i)) > jitter ? NO_CLIENT : distance(theirs.get(i));
            if (time(ours.get(i)) >= latest) {
                latest = time(ours.get(i));
                assertThat(our).as(lines).isEqualTo(their);
            } else if (their != NO_CLIENT) {
                assertThat(our).as(lines).isBetween(0L, their);
            } else {
                assertThat(our).as(lines).isLessThanOrEqualTo(jitter);
            }
        }
        assertThat(same).isGreaterThan(ours.size() * 8 / 10);
    }

    private static String withoutClient(String line) {
        return line.substring(line.indexOf(' '));
    }

    /** How far the line is from when pen saw its client. */
    private long distance(String line) {
        Long seen = clients.get(line.substring(0, line.indexOf(' ')));
        return seen == null ? NO_CLIENT : Math.abs(time(line) - seen);
    }

    private static long time(String line) {
        String time = line.substring(line.indexOf('[') + 1, line.indexOf(']'));
        return Instant.from(FORMAT.parse(time)).getEpochSecond();
    }

    @Test
    void it_runs_as_a_process_with_a_small_heap() throws IOException, InterruptedException {
        MergeScenes.Logs logs = logs(new Random(1), 60);
        List<String> arguments = new ArrayList<>(logs.write(folder, List.of()));
        var mergelogs = new MergelogsHere();
        assertThat(mergelogs.run(arguments.toArray(String[]::new))).isZero();
        Path compressed = folder.resolve("web0.log.1.gz");
        try (var gzip = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(folder.resolve("web0.log"), gzip);
        }
        arguments.set(arguments.size() - SERVERS, "10.0.0.1:" + compressed);
        List<String> command = new ArrayList<>(PenProcess.command(List.of("-Xmx16m"), List.of()));
        String jar = command.removeLast();
        command.removeLast();
        command.addAll(List.of("-cp", jar, "org.penlb.cli.logtools.MergelogsCommand"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor()).isZero();
        assertThat(output).isEqualTo(mergelogs.output());
        assertThat(folder.resolve("errors")).isEmptyFile();
    }
}

package org.penlb.logtools.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogMergeTest {
    private static final long MEMORY = 1 << 20;
    private static final long TIME = 1_796_050_800L;

    @TempDir
    Path folder;

    private final List<ServerLog> logs = new ArrayList<>();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long jitter = 600;
    private long offset;
    private int explain;
    private MergeCounts counts = new MergeCounts(0, 0, 0, 0, 0, 0);

    private static String line(int second, String request) {
        return String.format(
                "10.9.9.9 - - [30/Nov/2026:15:%02d:%02d +0000] \"%s\" 200 5%n", second / 60, second % 60, request);
    }

    private static String pen(String client, int second, String server, String request) {
        return client + " " + (TIME + second) + " " + server + " " + request + "\n";
    }

    private void web(String server, String... lines) throws IOException {
        Path file = folder.resolve("web" + logs.size());
        Files.writeString(file, String.join("", lines), StandardCharsets.ISO_8859_1);
        logs.add(new ServerLog(server, file.toString()));
    }

    private String merge(String... penLines) throws IOException {
        Path pen = Files.writeString(folder.resolve("pen"), String.join("", penLines), StandardCharsets.ISO_8859_1);
        var options = new MergeOptions(pen.toString(), jitter, offset, explain, logs);
        var out = new ByteArrayOutputStream();
        try (LogMerge merge = LogMerge.open(options, InputStream.nullInputStream(), new PrintStream(err), MEMORY)) {
            merge.run(out, MergeProgress.NONE);
            counts = merge.counts();
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String from(String client, String line) {
        return line.replace("10.9.9.9", client);
    }

    @Test
    void lines_come_in_the_order_of_time_each_logs_in_their_own() throws IOException {
        web("s1", line(0, "1a"), line(5, "1b"), line(3, "1c"));
        web("s2", line(0, "2a"), line(2, "2b"), line(5, "2c"), line(9, "2d"));
        assertThat(merge().lines().map(line -> line.replaceAll(".*\"(..)\".*", "$1")))
                .containsExactly("1a", "2a", "2b", "1b", "1c", "2c", "2d");
    }

    @Test
    void a_time_counts_with_its_zone_and_stays_as_it_is() throws IOException {
        String line = "9 - - [30/Nov/2026:16:00:01 +0100] \"GET /\" 200 5\n";
        web("s1", line(0, "GET /"), line(2, "GET /"));
        web("s2", line);
        assertThat(merge(pen("1.1.1.1", 1, "s2", "GET /")))
                .isEqualTo(
                        from("s1", line(0, "GET /")) + line.replace("9 -", "1.1.1.1 -") + from("s1", line(2, "GET /")));
    }

    /** A web server writes a line when its answer ends, with the time when it began. */
    @ParameterizedTest
    @ValueSource(longs = {0, 5})
    void a_long_answer_has_its_client_however_small_the_jitter(long seconds) throws IOException {
        jitter = seconds;
        web("s1", line(599, "GET /short"), line(0, "GET /long"));
        assertThat(merge(pen("1.1.1.1", 0, "s1", "GET /long"), pen("2.2.2.2", 599, "s1", "GET /short")))
                .isEqualTo(from("2.2.2.2", line(599, "GET /short")) + from("1.1.1.1", line(0, "GET /long")));
    }

    @Test
    void requests_match_by_their_first_hundred_bytes_and_their_server() throws IOException {
        String request = "GET /" + "x".repeat(95);
        web("s1", line(0, request + "yz HTTP/1.1"), line(0, request), line(0, request.substring(1)));
        web("s2", line(0, request));
        assertThat(merge(pen("a", 0, "s1", request), pen("b", 0, "s1", request)))
                .isEqualTo(from("a", line(0, request + "yz HTTP/1.1"))
                        + from("b", line(0, request))
                        + from("s1", line(0, request.substring(1)))
                        + from("s2", line(0, request)));
        assertThat(counts).isEqualTo(new MergeCounts(4, 2, 2, 0, 0, 0));
    }

    @Test
    void what_is_not_ascii_matches_raw_and_escaped() throws IOException {
        String[] requests = {"GET /\u00c3\u00a4 HTTP/1.1", "GET /\\xc3\\xa4 HTTP/1.1", "GET /\\xC3\\xA4 HTTP/1.1"};
        for (String request : requests) {
            web("s", line(0, request));
        }
        String pen = pen("a", 0, "s", "GET /.. HTTP/1.1");
        assertThat(merge(pen, pen, pen))
                .isEqualTo(from("a", line(0, requests[0]) + line(0, requests[1]) + line(0, requests[2])));
    }

    @Test
    void concurrent_clients_that_ask_for_the_same_all_appear() throws IOException {
        web("s", line(0, "GET /"), line(0, "GET /"), line(0, "GET /"));
        assertThat(merge(pen("a", 0, "s", "GET /"), pen("b", 0, "s", "GET /"), pen("c", 0, "s", "GET /")))
                .isEqualTo(from("a", line(0, "GET /")) + from("b", line(0, "GET /")) + from("c", line(0, "GET /")));
    }

    @Test
    void the_jitter_is_the_furthest_that_times_may_differ() throws IOException {
        jitter = 2;
        web("s", line(0, "GET /"), line(1, "GET /"), line(5, "GET /"), line(6, "GET /"));
        assertThat(merge(pen("a", 3, "s", "GET /")).replaceAll("(?m) .*", "")).isEqualTo("s\na\na\ns\n");
    }

    @Test
    void pens_times_may_be_ahead_of_utc() throws IOException {
        jitter = 0;
        offset = 3600;
        web("s", line(0, "GET /"));
        assertThat(merge(pen("a", 3600, "s", "GET /"), pen("b", 0, "s", "GET /")))
                .isEqualTo(from("a", line(0, "GET /")));
    }

    @Test
    void lines_that_go_back_within_the_jitter_find_their_clients() throws IOException {
        jitter = 100;
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            entries.add(pen("c" + i, i % 2 == 0 ? i : Math.max(i - 90, 0), "s", "GET /" + i));
        }
        web("s", line(800, "GET /800"), line(700, "GET /700"), line(620, "GET /711"), line(850, "GET /850"));
        assertThat(merge(entries.toArray(String[]::new)).replaceAll("(?m) .*", ""))
                .isEqualTo("c800\nc700\nc711\nc850\n");
    }

    @Test
    void one_entry_from_the_future_does_not_hide_those_behind_it() throws IOException {
        web("s", line(0, "GET /"), line(0, "GET /a"));
        assertThat(merge(
                                pen("a", 2_000_000, "s", "GET /"),
                                pen("b", 0, "s", "GET /"),
                                "x 9999999999 s GET /a\n",
                                pen("c", 0, "s", "GET /a"))
                        .replaceAll("(?m) .*", ""))
                .isEqualTo("b\nc\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\n",
                "\n",
                "\r\n",
                "\0\1\2\033[31m\u0080\u00ff\n",
                "<script>alert(1)</script>\n",
                "10.9.9.9 - - [30/Nov/2026:25:00:00 +0000] \"GET /\" 200 5\n",
                "10.9.9.9 - - [30/Nov/2026:15:0\n",
                "\"GET /\" [30/Nov/2026:15:00:02 +0000]\n",
                "{\"remote_addr\":\"10.9.9.9\"\n",
            })
    void what_is_not_understood_stays_in_its_place_as_it_is(String wrong) throws IOException {
        web("s1", wrong, line(2, "GET /"), wrong, wrong, line(4, "GET /"), wrong);
        web("s2", line(1, "GET /"), line(2, "GET /"), line(3, "GET /"));
        String s1 = from("s1", line(2, "GET /"));
        assertThat(merge().replace(from("s2", line(1, "GET /")), "").replace(from("s2", line(2, "GET /")), ""))
                .isEqualTo(wrong
                        + s1
                        + wrong
                        + wrong
                        + from("s2", line(3, "GET /"))
                        + from("s1", line(4, "GET /"))
                        + wrong);
        assertThat(counts.notUnderstood()).isEqualTo(4);
        assertThat(counts.lines()).isEqualTo(9);
    }

    @Test
    void all_bytes_but_the_client_stay() throws IOException {
        String tail = "\" 200 5 \"<b>\0\033[2J\u00ff\" \"\\\"\r\n";
        web("s", "10.9.9.9 - \u00e4 [x] [30/Nov/2026:15:00:00 +0000] \"GET /" + tail);
        assertThat(merge(pen("a", 0, "s", "GET /")))
                .isEqualTo("a - \u00e4 [x] [30/Nov/2026:15:00:00 +0000] \"GET /" + tail);
    }

    @Test
    void a_last_line_without_its_end_does_not_swallow_the_next() throws IOException {
        web("s", line(0, "GET /").strip());
        web("t", line(1, "GET /"));
        assertThat(merge()).isEqualTo(from("s", line(0, "GET /")) + from("t", line(1, "GET /")));
    }

    @Test
    void a_last_line_of_all_stays_without_its_end() throws IOException {
        web("s", line(0, "GET /").strip());
        assertThat(merge()).isEqualTo(from("s", line(0, "GET /").strip()));
    }

    @Test
    void in_json_the_value_alone_is_replaced() throws IOException {
        String line =
                "{\"x\": \"\\u00e4\", \"remote_addr\" : \"10.9.9.9\",\"time_iso8601\":\"2026-11-30T16:00:00+01:00\",  "
                        + "\"request\":\"GET /\\\"q HTTP/1.1\"}\n";
        web("s", line, line.replace("GET", "PUT"));
        assertThat(merge(pen("2001:db8::1", 0, "s", "GET /\"q HTTP/1.1")))
                .isEqualTo(line.replace("10.9.9.9", "2001:db8::1")
                        + line.replace("10.9.9.9", "s").replace("GET", "PUT"));
    }

    @Test
    void json_that_leaves_out_the_protocol_matches_each() throws IOException {
        String line = "{\"remote_addr\":\"9\",\"ts\":" + TIME + ",\"request_method\":\"GET\",\"request_uri\":\"/\"}\n";
        web("s", line, line);
        assertThat(merge(pen("a", 1, "s", "GET / HTTP/1.1"), pen("b", 0, "s", "GET / HTTP/1.0")))
                .startsWith(line.replace("\"9\"", "\"b\""));
        assertThat(counts.matched()).isEqualTo(2);
    }

    @Test
    void lines_of_pens_log_that_are_none_are_skipped_and_counted() throws IOException {
        web("s", line(0, "GET /"), line(0, "GET /e"), line(0, "GET /u"));
        String wrong = "xxx\n\n1.1.1.1 abc s GET /\n1.1.1.1 " + TIME + "\na\"b " + TIME + " s GET /\n" + "x".repeat(128)
                + " " + TIME + " s GET /\n" + TIME + "\n1 -1 s GET /\n";
        assertThat(merge(wrong, pen("a", 0, "s", "GET /\r"), pen("", 0, "s", "GET /e"), pen("::", 0, "s", "GET /u")))
                .isEqualTo(from("a", line(0, "GET /")) + from("s", line(0, "GET /e")) + from("::", line(0, "GET /u")));
        assertThat(counts.penLinesNotUnderstood()).isEqualTo(8);
    }

    @Test
    void what_each_line_got_is_explained() throws IOException {
        explain = 2;
        web("s", line(0, "GET /"), line(2, "GET /"), line(5, "GET /x"), "?\n");
        merge(pen("a", 1, "s", "GET /"), pen("b", 2, "s", "GET /"), "?\n");
        assertThat(err.toString(StandardCharsets.UTF_8)
                        .replace(folder + "/", "")
                        .lines())
                .containsExactly(
                        "pen:1: a at 1796050801",
                        "pen:2: b at 1796050802",
                        "pen:3: not understood",
                        "web0:1: a, 1 s later",
                        "web0:2: b, in the same second",
                        "web0:3: no entry of pen's log near 1796050805",
                        "web0:4: not understood");
    }
}

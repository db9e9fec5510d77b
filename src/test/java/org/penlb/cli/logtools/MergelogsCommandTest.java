package org.penlb.cli.logtools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergelogsCommandTest {
    private static final String LINE = "9 - - [30/Nov/2026:15:00:00 +0000] \"GET /\" 200 5\n";
    private static final String PEN_LINE = "1.1.1.1 1796050801 ::1 GET /\n";

    @TempDir
    Path folder;

    private final MergelogsHere mergelogs = new MergelogsHere();
    private String pen = "";
    private String web = "";

    @BeforeEach
    void writeLogs() throws IOException {
        pen = Files.writeString(folder.resolve("pen.log"), PEN_LINE).toString();
        web = Files.writeString(folder.resolve("web.log"), LINE + "?\n").toString();
    }

    @Test
    void it_merges_and_is_silent() {
        assertThat(mergelogs.run("-p", pen, "-c", "-j", "5", "::1:" + web, "[::2]:" + web))
                .isZero();
        assertThat(mergelogs.output())
                .isEqualTo(LINE.replace("9 ", "1.1.1.1 ") + "?\n" + LINE.replace("9 ", "::2 ") + "?\n");
        assertThat(mergelogs.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonexist", "."})
    void a_log_that_cannot_be_opened_is_named_before_anything_is_written(String name) {
        assertThat(mergelogs.run("-p", pen, "::1:" + web, "::1:" + folder.resolve(name)))
                .isEqualTo(1);
        assertThat(mergelogs.output()).isEmpty();
        assertThat(mergelogs.errors())
                .startsWith("mergelogs: " + folder.resolve(name))
                .hasLineCount(1);
    }

    @Test
    void pens_log_may_not_be_missing() {
        assertThat(mergelogs.run("-p", pen + "x", "::1:" + web)).isEqualTo(1);
        assertThat(mergelogs.errors()).isEqualTo("mergelogs: " + pen + "x: cannot be opened: there is no such file\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-p PEN",
                "::1:WEB",
                "-p PEN WEB",
                "-p PEN -j -1 ::1:WEB",
                "-p PEN -j x ::1:WEB",
                "-p PEN -t 999999999 ::1:WEB",
                "-p - ::1:-",
                "-p PEN -r x ::1:WEB"
            })
    void a_bad_command_line_is_refused(String arguments) {
        String[] words = arguments.isEmpty()
                ? new String[0]
                : arguments.replace("PEN", pen).replace("WEB", web).split(" ");
        assertThat(mergelogs.run(words)).isEqualTo(2);
        assertThat(mergelogs.output()).isEmpty();
        assertThat(mergelogs.errors()).startsWith("mergelogs: ").contains("Usage: mergelogs -p penlog");
    }

    @Test
    void a_log_may_come_from_stdin() {
        mergelogs.withInput(new ByteArrayInputStream(PEN_LINE.getBytes(StandardCharsets.US_ASCII)));
        assertThat(mergelogs.run("-p", "-", "::1:" + web)).isZero();
        assertThat(mergelogs.output()).startsWith("1.1.1.1 ");
    }

    @Test
    void a_log_that_ends_too_early_is_merged_as_far_as_it_goes() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(LINE.getBytes(StandardCharsets.US_ASCII));
        }
        Path cut = folder.resolve("cut.gz");
        Files.write(cut, Arrays.copyOf(bytes.toByteArray(), bytes.size() - 4));
        assertThat(mergelogs.run("-p", pen, "::1:" + cut, "::1:" + web)).isEqualTo(1);
        assertThat(mergelogs.output()).isEqualTo((LINE + LINE).replace("9 ", "1.1.1.1 ") + "?\n");
        assertThat(mergelogs.errors()).startsWith("mergelogs: " + cut + ": cannot be read to its end: ");
    }

    @Test
    void a_reader_that_has_gone_is_nothing_to_speak_of() {
        assertThat(mergelogs.run(MergelogsHere.broken("Broken pipe"), "-p", pen, "::1:" + web))
                .isEqualTo(1);
        assertThat(mergelogs.errors()).isEmpty();
    }

    @Test
    void a_full_disk_is_told() {
        assertThat(mergelogs.run(MergelogsHere.broken("No space left on device"), "-p", pen, "::1:" + web))
                .isEqualTo(1);
        assertThat(mergelogs.errors()).isEqualTo("mergelogs: cannot write to stdout: No space left on device\n");
    }

    @Test
    void who_asks_gets_a_summary() {
        assertThat(mergelogs.run("-v", "-p", pen, "::1:" + web)).isZero();
        assertThat(mergelogs.errors())
                .isEqualTo("mergelogs: 2 lines: 1 with their client, 0 with the server's address, 1 not understood\n");
    }

    @Test
    void a_terminal_gets_the_summary_too() {
        mergelogs.onTerminals("stdout,stderr").run("-p", pen, "::1:" + web);
        assertThat(mergelogs.errors()).startsWith("mergelogs: 2 lines: ").hasLineCount(1);
    }

    @Test
    void progress_is_one_line_that_is_erased_in_the_end() {
        var terminal = new ByteArrayOutputStream();
        var progress = new ProgressLine(new PrintStream(terminal));
        progress.at(1000, 10, 100);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(terminal.size()).isZero(); // too early
        while (terminal.size() == 0) {
            progress.at(2000, 50, 100);
        }
        progress.erase();
        assertThat(terminal.toString(StandardCharsets.US_ASCII))
                .startsWith("\r 50 %, 2000 lines, ")
                .endsWith(" MB/s\033[K\r\033[K");
    }

    @Test
    void another_zone_than_this_machines_shifts_pens_times() {
        long zone = ZoneId.systemDefault()
                .getRules()
                .getStandardOffset(Instant.now())
                .getTotalSeconds();
        assertThat(mergelogs.run("-j", "0", "-t", String.valueOf(zone + 1), "-p", pen, "::1:" + web))
                .isZero();
        assertThat(mergelogs.output()).startsWith("1.1.1.1 ");
    }

    @Test
    void it_warms_up() {
        assertThat(MergelogsWarmUp.run()).isZero();
    }
}

package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.bin.FirstProcess.Moment;
import org.penlb.testing.Await;

/** The launchers as process 1: the kernel keeps from it every signal that it does not catch, and it inherits all orphans. */
@Timeout(120)
class FirstProcessIT {
    private static final String[] SERVES = {"-f", "-u", "root", "127.0.0.1:0", "127.0.0.1:9"};

    @TempDir
    Path temp;

    @BeforeEach
    void be_able_to() throws Exception {
        FirstProcess.assumeThatItCanBeMade();
    }

    private Launcher real() throws Exception {
        return Launcher.ofTheRealJarIn(temp.resolve("real"));
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void term_ends_it_at_any_moment_of_its_start(Moment moment) throws Exception {
        Launcher pen = real();
        try (var first = new FirstProcess(pen, pen.script(), SERVES)) {
            first.await(moment);
            first.signal("TERM");
            assertThat(first.awaitEnd()).isIn(moment == Moment.LISTENING ? List.of(0) : List.of(0, 143));
        }
    }

    @ParameterizedTest
    @CsvSource({"SHELL, 130", "JAVA, 130", "LISTENING, 0"})
    void int_ends_it_too(Moment moment, int early) throws Exception {
        Launcher pen = real();
        try (var first = new FirstProcess(pen, pen.script(), SERVES)) {
            first.await(moment);
            first.signal("INT");
            assertThat(first.awaitEnd()).isIn(0, early);
        }
    }

    /** Whoever has logs opened again does not know that it starts just now. */
    @ParameterizedTest
    @CsvSource({"SHELL, HUP", "JAVA, HUP", "JVM, HUP", "SHELL, USR1", "JAVA, USR1", "JVM, USR1", "JVM, QUIT"})
    void what_a_running_Pen_answers_does_not_end_one_that_starts(Moment moment, String signal) throws Exception {
        Launcher pen = real();
        try (var first = new FirstProcess(pen, pen.script(), SERVES)) {
            first.await(moment);
            first.signal(signal);
            first.await(Moment.LISTENING);
            first.signal("TERM");
            assertThat(first.awaitEnd()).isZero();
        }
    }

    @Test
    void a_running_Pen_gets_its_signals() throws Exception {
        Launcher pen = real();
        Path log = temp.resolve("pen.log");
        try (var first = new FirstProcess(
                pen, pen.script(), "-f", "-u", "root", "-l", log.toString(), "127.0.0.1:0", "127.0.0.1:9")) {
            first.await(Moment.LISTENING);
            Await.until("its log is open", () -> Files.exists(log));
            first.signal("USR1");
            Await.until("the status is told", () -> first.hasSaid("1 servers, 0 clients remembered"));
            Files.move(log, temp.resolve("pen.log.1"));
            Await.until("the log is opened again", () -> {
                try {
                    first.signal("HUP");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return Files.exists(log);
            });
            first.signal("TERM");
            assertThat(first.awaitEnd()).isZero();
        }
    }

    @Test
    void it_stays_in_the_foreground_whatever_it_is_told() throws Exception {
        Launcher pen = real();
        try (var first = new FirstProcess(pen, pen.script(), "-u", "root", "127.0.0.1:0", "127.0.0.1:9")) {
            first.await(Moment.LISTENING);
            assertThat(first.hasSaid("pen: stays in the foreground, as with -f"))
                    .isTrue();
            first.signal("TERM");
            assertThat(first.awaitEnd()).isZero();
        }
    }

    @Test
    void nobody_is_left_a_zombie() throws Exception {
        Launcher pen = Launcher.installedIn(temp.resolve("installed"));
        Path jdk = pen.jdk("good", "25");
        String java = Files.readString(jdk.resolve("bin/java"));
        Launcher.executable(jdk.resolve("bin/java"), java.replace("exit 7", """
                # It is there, alive or a zombie, until process 1 has asked for it.
                orphan=$(sh -c 'sh -c "echo \\$\\$" & exit 0')
                timeout 30 sh -c 'while [ -e "/proc/$0" ]; do :; done' "$orphan" || echo "/proc/$orphan is left"
                grep -l '^State:.*Z' /proc/[0-9]*/status
                exit 7
                """));
        pen.with("JAVA_HOME", jdk).with("PEN_AOT", "on");
        try (var first = new FirstProcess(pen, pen.script())) {
            assertThat(first.output()).contains("java of good").noneMatch(line -> line.startsWith("/proc"));
            assertThat(first.awaitEnd()).isEqualTo(7);
            assertThat(jdk.resolve("trainings")).as("made before the start").exists();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"penlog", "webresolve"})
    void standard_input_is_the_programs(String script) throws Exception {
        Launcher pen = Launcher.installedIn(temp.resolve("installed"));
        Path jdk = pen.jdk("good", "25");
        Launcher.executable(jdk.resolve("bin/java"), "#!/bin/sh\nexec cat\n");
        pen.with("JAVA_HOME", jdk);
        try (var first = new FirstProcess(pen, pen.script().resolveSibling(script))) {
            try (var input = first.process().getOutputStream()) {
                input.write("a line\n".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(first.output()).containsExactly("a line");
            assertThat(first.awaitEnd()).isZero();
        }
    }
}

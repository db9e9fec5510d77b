package org.penlb.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.ConfigException;
import org.penlb.testing.Await;
import org.penlb.testing.Told;

/** Log files that others take away, for a while or for good: lines are written where somebody can find them, or wait. */
class LostLogFileTest {
    @TempDir
    Path folder;

    private final Told told = new Told(Trouble.class);
    private Path inner = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void name() throws IOException {
        inner = Files.createDirectory(folder.resolve("inner"));
        file = inner.resolve("pen.log");
    }

    @AfterEach
    void listenNoMore() {
        told.close();
    }

    private AccessLog open() {
        return AccessLog.open(file.toString(), "web");
    }

    private static void logged(AccessLog log, int number, Path to) {
        NumberedLines.log(log, number);
        Await.until(
                "line " + number, () -> Files.exists(to) && NumberedLines.in(to).contains(number));
    }

    @Test
    void a_file_that_cannot_be_opened_anew_is_opened_when_it_can_be() throws IOException {
        Path moved = folder.resolve("moved");
        try (AccessLog log = open()) {
            assertThat(log.isUp()).isTrue();
            Files.move(inner, moved);
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(log::reopen)
                    .matches(ConfigException::mayPass);
            assertThat(log.isUp()).isFalse();
            logged(log, 1, moved.resolve("pen.log"));
            Files.createDirectory(inner);
            Await.until("it is open", log::isUp);
            logged(log, 2, file);
            assertThat(NumberedLines.in(moved.resolve("pen.log"))).containsExactly(1);
            assertThat(log.dropped()).isZero();
            Await.until(
                    "that is told",
                    () -> told.messages().contains("WARNING web: log \"" + file + "\": the file is open again"));
        }
    }

    @Test
    void a_later_opening_that_works_ends_the_trouble() throws IOException {
        Path moved = folder.resolve("moved");
        try (AccessLog log = open()) {
            Files.move(inner, moved);
            assertThatExceptionOfType(ConfigException.class).isThrownBy(log::reopen);
            Files.createDirectory(inner);
            log.reopen();
            assertThat(log.isUp()).isTrue();
            logged(log, 1, file);
        }
    }

    @Test
    void a_file_that_was_removed_is_made_anew() throws IOException {
        try (AccessLog log = open()) {
            logged(log, 1, file);
            Files.delete(file);
            awaitLook();
            logged(log, 2, file);
            assertThat(NumberedLines.in(file)).containsExactly(2);
            assertThat(log.isUp()).isTrue();
            assertThat(told.messages())
                    .containsExactly("WARNING web: log \"" + file + "\": the file was removed; a new one is made");
        }
    }

    /** Until it is looked again whether the file is there still. */
    private static void awaitLook() {
        long begun = System.nanoTime();
        Await.until("a look is due", () -> System.nanoTime() - begun > 150_000_000);
    }

    @Test
    void lines_wait_for_a_folder_that_was_removed() throws IOException {
        try (AccessLog log = open()) {
            logged(log, 1, file);
            Files.delete(file);
            Files.delete(inner);
            awaitLook();
            NumberedLines.log(log, 2);
            NumberedLines.log(log, 3);
            Await.until("it is told", () -> !told.messages().isEmpty());
            assertThat(log.isUp()).isFalse();
            assertThat(told.messages()).containsExactly("WARNING web: log \"" + file + "\": no such directory");
            Files.createDirectory(inner);
            Await.until("they are written", log::isUp);
            assertThat(NumberedLines.in(file)).containsExactly(2, 3);
            assertThat(log.dropped()).isZero();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the names of an open file are seen in /proc")
    void a_file_that_was_renamed_is_written_until_it_is_opened_anew() throws IOException {
        Path renamed = folder.resolve("pen.log.1");
        try (AccessLog log = open()) {
            logged(log, 1, file);
            Files.move(file, renamed);
            awaitLook();
            logged(log, 2, renamed);
            assertThat(file).doesNotExist();
            Files.createFile(file); // as logrotate does
            awaitLook();
            logged(log, 3, renamed);
            Files.delete(renamed); // packed, and nobody has said HUP
            awaitLook();
            logged(log, 4, file);
            assertThat(NumberedLines.in(file)).containsExactly(4);
        }
    }

    @Test
    void a_log_of_lines_finds_its_file_again_too() throws IOException {
        try (LineLog log = LineLog.toFile(file.toString())) {
            Files.delete(file);
            Files.delete(inner);
            assertThatExceptionOfType(ConfigException.class).isThrownBy(log::reopen);
            log.write(new byte[] {'a', '\n'});
            Files.createDirectory(inner);
            Await.until("it is written", () -> file.toFile().length() == 2);
            assertThat(log.dropped()).isZero();
        }
    }

    @Test
    void services_that_share_a_file_all_find_the_new_one() throws IOException {
        try (AccessLog one = open();
                AccessLog other = open()) {
            logged(one, 1, file);
            logged(other, 2, file);
            Files.delete(file);
            awaitLook();
            logged(one, 3, file);
            logged(other, 4, file);
            assertThat(NumberedLines.in(file)).containsExactly(3, 4);
        }
    }
}

package org.penlb.load.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LabTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Those that nobody has looked at yet, or that are gone, have no command line. */
    private static boolean works(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/cmdline")).isEmpty();
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void what_a_program_says_is_returned() {
        try (var lab = new Lab()) {
            assertThat(lab.run("echo", LIMIT, List.of("sh", "-c", "echo out; echo err >&2")))
                    .isEqualTo("out\nerr\n");
        }
    }

    @Test
    void a_program_that_fails_is_named_with_its_last_words() {
        try (var lab = new Lab()) {
            assertThatThrownBy(() -> lab.run("thing", LIMIT, List.of("sh", "-c", "echo first; echo no luck; exit 3")))
                    .isInstanceOf(Failure.class)
                    .hasMessage("thing ended with exit status 3: no luck");
            assertThatThrownBy(() -> lab.run("thing", Duration.ofMillis(1), List.of("sleep", "60")))
                    .hasMessageStartingWith("thing did not end within");
            assertThatThrownBy(() -> lab.run("thing", LIMIT, List.of("/nowhere/thing")))
                    .hasMessageStartingWith("thing cannot be started");
        }
    }

    @Test
    void a_server_that_dies_before_it_is_ready_is_not_waited_for() {
        try (var lab = new Lab();
                Child child = lab.start("server", List.of("sh", "-c", "echo no port; exit 1"), Map.of())) {
            assertThatThrownBy(() -> child.awaitReady(() -> false))
                    .isInstanceOf(Failure.class)
                    .hasMessage("server ended with exit status 1: no port");
        }
    }

    @Test
    void whatever_is_left_goes_with_it() {
        List<Long> pids;
        Path file;
        try (var lab = new Lab()) {
            file = lab.newFile("configuration", "x");
            Child child = lab.start("family", List.of("sh", "-c", "sleep 60 & sleep 60"), Map.of());
            child.awaitReady(() -> child.pids().size() == 3);
            pids = child.pids();
        }
        assertThat(pids).hasSize(3).noneMatch(LabTest::works);
        assertThat(Files.exists(file.getParent())).isFalse();
    }
}

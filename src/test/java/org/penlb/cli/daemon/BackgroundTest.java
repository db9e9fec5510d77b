package org.penlb.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.testing.Await;

/** Waiting for a child that is a shell script here. */
@Timeout(60)
class BackgroundTest {
    private final StringWriter errors = new StringWriter();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int start(Duration patience, String script) {
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new Background("pen", new PrintWriter(errors, true), out, patience).start(List.of("sh", "-c", script));
    }

    @Test
    void ends_well_when_the_child_is_ready_and_leaves_it_running(@TempDir Path folder) throws IOException {
        Path pid = folder.resolve("pid");
        int exit = start(
                Await.LONG, "echo $$ >" + pid + "; echo some warning; echo pen is ready; exec sleep 1000 >/dev/null");
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        try {
            assertThat(exit).isZero();
            assertThat(child.isAlive()).isTrue();
            assertThat(printed).hasToString("some warning\n");
            assertThat(errors).hasToString("");
        } finally {
            child.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exit 1, 1, ''",
        "exit 2, 2, ''",
        "exit 0, 1, pen: ended in the background before it was ready (exit code 0)",
        "kill -9 $$, 137, pen: ended in the background before it was ready (exit code 137)",
        "echo pen is not ready; exit 3, 3, pen: ended in the background before it was ready (exit code 3)"
    })
    void a_child_that_ends_early_is_a_failure(String script, int exit, String said) {
        assertThat(start(Await.LONG, script)).isEqualTo(exit);
        assertThat(errors.toString().strip()).isEqualTo(said);
    }

    @Test
    void a_child_that_hangs_is_ended(@TempDir Path folder) throws IOException {
        Path pid = folder.resolve("pid");
        int exit = start(Duration.ofSeconds(1), "echo $$ >" + pid + "; exec sleep 1000");
        assertThat(exit).isEqualTo(1);
        assertThat(errors).hasToString("pen: not ready after 1 s: given up (-f -d shows what it does)\n");
        long child = Long.parseLong(Files.readString(pid).strip());
        Await.until("the child is gone", () -> ProcessHandle.of(child).isEmpty());
    }

    @Test
    void a_program_that_is_not_there_is_a_failure() {
        int exit = new Background("pen", new PrintWriter(errors, true), System.out, Await.LONG)
                .start(List.of("/no/such/java"));
        assertThat(exit).isEqualTo(1);
        assertThat(errors.toString())
                .startsWith("pen: cannot start in the background: ")
                .contains("/no/such/java");
    }
}

package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limit of open files: what it is, what it can be, and that it is raised for those who ask for more. */
@Timeout(60)
class FileLimitTest {
    /** A JVM that leaves the soft limit as the shell said it. */
    private static List<String> raise(int soft, int hard, int wanted) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -Sn " + soft + " && ulimit -Hn " + hard + " && exec \"$@\"",
                        "sh",
                        java,
                        "-XX:-MaxFDLimit",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FileLimitProbe.class.getName(),
                        String.valueOf(wanted))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    @Test
    void it_is_raised_within_the_hard_limit_by_everybody() throws IOException, InterruptedException {
        assertThat(raise(1_000, 3_000, 2_000))
                .containsExactly("1000 files, 2000 files, begun with 1000 files", "Max open files 2000 3000 files");
    }

    /** Beyond that only by who may: the others keep all that they can have. */
    @Test
    void it_is_raised_as_far_as_this_process_may() throws IOException, InterruptedException {
        assertThat(raise(1_000, 3_000, 4_000).getLast())
                .isIn("Max open files 3000 3000 files", "Max open files 4000 4000 files");
    }

    @Test
    void what_is_enough_stays() throws IOException, InterruptedException {
        assertThat(raise(1_000, 3_000, 500)).endsWith("Max open files 1000 3000 files");
    }

    @Test
    void as_many_clients_as_are_asked_for_fit_in() {
        for (int loops : new int[] {1, 4, 64}) {
            for (int clients : new int[] {1, 1_000, 400_000}) {
                assertThat(FileLimit.of(0, clients, loops).connections(loops)).isGreaterThanOrEqualTo(clients);
                assertThat(FileLimit.of(clients, 0, loops).sessions(loops)).isGreaterThanOrEqualTo(clients);
            }
        }
    }
}

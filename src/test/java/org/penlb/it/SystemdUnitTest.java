package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The unit for systemd, which no test runs: that it says what docs/operations.adoc promises. */
class SystemdUnitTest {
    private static final Path UNIT = Path.of(System.getProperty("pen.home", "."), "conf", "systemd", "pen.service");

    @Test
    void a_start_that_fails_is_tried_again_as_long_as_it_takes_unless_the_command_line_is_wrong() throws IOException {
        assertThat(Files.readAllLines(UNIT))
                .containsSubsequence(
                        "[Unit]",
                        "StartLimitIntervalSec=0",
                        "[Service]",
                        "Restart=on-failure",
                        "RestartSec=2",
                        "RestartPreventExitStatus=2");
    }
}

package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What works in a root directory that has nothing in it. */
@Timeout(60)
class JailIT {
    @TempDir
    Path jail;

    @BeforeEach
    void be_root() throws IOException {
        assumeThat(Privileges.isRoot())
                .as("only root can change the root directory")
                .isTrue();
        Files.writeString(Files.createDirectory(jail.resolve("etc")).resolve("hosts"), "192.0.2.7 inside\n");
    }

    private String probe(String how) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("pen.jar") + ":"
                        + Path.of("target", "test-classes").toAbsolutePath(),
                JailProbe.class.getName(),
                jail.toString(),
                how);
        builder.environment().put("TZ", "Asia/Kolkata");
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void with_provisions_everything_works() throws IOException, InterruptedException {
        assertThat(probe("provided")).isEqualTo("random true\nzone 5\nname 192.0.2.7\ncharset P\nresource true\n");
    }

    @Test
    void without_them_it_does_not() throws IOException, InterruptedException {
        assertThat(probe("empty-handed")).contains("Exception in thread");
    }
}

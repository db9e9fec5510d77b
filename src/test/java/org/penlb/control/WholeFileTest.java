package org.penlb.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    @Test
    void a_link_that_somebody_laid_is_not_followed() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Files.createSymbolicLink(folder.resolve("pen.cfg.new"), victim);
        Path file = folder.resolve("pen.cfg");
        WholeFile.replace(file, "text");
        assertThat(victim).hasContent("precious");
        assertThat(file).isRegularFile().hasContent("text");
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }
}

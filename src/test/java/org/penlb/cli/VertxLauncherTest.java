package org.penlb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.PenVerticle;
import org.penlb.config.ConfigException;
import org.penlb.config.json.ConfigSource;

/** Which arguments of Vert.x's command line Pen keeps to itself. */
class VertxLauncherTest {
    private static final String PEN = PenVerticle.class.getName();

    @TempDir
    Path folder;

    private String file = "";

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("conf.json"), "{}").toString();
    }

    @AfterEach
    void forget() {
        System.clearProperty(ConfigSource.FILE_PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "java:"})
    void the_file_of_pen_is_its_own(String prefix) {
        assertThat(VertxLauncher.arguments("run", prefix + PEN, "-conf", file, "-instances", "2"))
                .containsExactly("run", prefix + PEN, "-instances", "2");
        assertThat(System.getProperty(ConfigSource.FILE_PROPERTY)).isEqualTo(file);
    }

    @Test
    void another_verticle_gets_its_file() {
        left("run", "com.example.Other", "-conf", file);
    }

    @Test
    void a_process_that_is_yet_to_be_started_gets_the_file() {
        left("start", PEN, "-conf", file);
    }

    private static void left(String... args) {
        assertThat(VertxLauncher.arguments(args)).containsExactly(args);
        assertThat(System.getProperty(ConfigSource.FILE_PROPERTY)).isNull();
    }

    @Test
    void a_process_that_was_started_runs_what_it_is_told() {
        assertThat(VertxLauncher.isStarted(PEN, "-conf", file, "-Dvertx.id=web"))
                .isTrue();
        assertThat(VertxLauncher.arguments(PEN, "-conf", file, "-Dvertx.id=web"))
                .containsExactly("run", PEN, "-Dvertx.id=web");
        assertThat(System.getProperty(ConfigSource.FILE_PROPERTY)).isEqualTo(file);
    }

    @Test
    void no_name_is_no_file() {
        assertThatThrownBy(() -> VertxLauncher.arguments("run", PEN, "-conf", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no such file");
    }
}

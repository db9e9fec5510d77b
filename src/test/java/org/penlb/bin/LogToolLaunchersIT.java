package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.bin.LauncherIT.Run;

/** The tools for logs as installed, with a JDK that only says what it was given. */
class LogToolLaunchersIT {
    private static final String PACKAGE = "org.penlb.cli.logtools.";

    @TempDir
    Path temp;

    private Launcher installed;

    @BeforeEach
    void install() throws IOException {
        installed = Launcher.installedIn(temp.resolve("a place with spaces"));
        installed.with("JAVA_HOME", installed.jdk("good", "25"));
    }

    @AfterEach
    void awaitNoTraining() {
        installed.awaitNoTraining();
    }

    private Run run(String script, String... arguments) throws Exception {
        return installed.runAs(installed.script().resolveSibling(script), arguments);
    }

    private static List<String> behind(String main, Run run) {
        List<String> received = run.arguments();
        return received.subList(received.indexOf(PACKAGE + main) + 1, received.size());
    }

    @ParameterizedTest
    @CsvSource({
        "penlog, Penlog, -Xmx24m",
        "penlogd, PenlogdCommand, -Xmx96m",
        "mergelogs, MergelogsCommand, -Xmx64m",
        "webresolve, WebresolveCommand, -Xmx64m",
    })
    void arguments_arrive_unchanged_and_the_heap_is_small_unless_somebody_wants_more(
            String script, String main, String heap) throws Exception {
        String[] arguments = {"-p", "two words", "", "::1:it's", "*:$HOME `id` \\"};

        installed.with("PEN_JAVA_OPTS", "-Xmx1g");
        Run run = run(script, arguments);

        assertThat(run.exit()).isEqualTo(7);
        assertThat(behind(main, run)).containsExactly(arguments);
        assertThat(run.arguments())
                .contains("-XX:+UseSerialGC")
                .containsSubsequence(heap, "-Xmx1g", "-cp", installed.jar().toString(), PACKAGE + main);
        assertThat(run.output()).contains("pid " + run.pid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"penlog", "penlogd", "mergelogs", "webresolve"})
    void no_jdk_is_one_sentence(String script) throws Exception {
        installed.with("JAVA_HOME", "");
        Run run = run(script);
        assertThat(run.exit()).isOne();
        assertThat(run.error()).singleElement().asString().startsWith(script + ": no JDK of at least 25 found");
    }

    @Test
    void a_penlogd_without_memory_ends_instead_of_staying_deaf() throws Exception {
        assertThat(run("penlogd", "10000").arguments()).contains("-XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void splitwr_passes_options_on() throws Exception {
        Run run = run("splitwr", "--server=::1", "--verbose", installed.jar().toString());
        assertThat(run.exit()).isEqualTo(7);
        assertThat(behind("WebresolveCommand", run)).containsExactly("--server=::1", "--verbose");
        assertThat(behind("WebresolveCommand", run("splitwr"))).isEmpty();
    }
}

package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.bin.LauncherIT.Run;
import org.penlb.testing.Await;

/** bin/penctl as installed, with a JDK that only says what it was given. */
class PenctlLauncherIT {
    private static final String MAIN = "org.penlb.cli.penctl.Penctl";

    @TempDir
    Path temp;

    private Launcher installed;
    private Path penctl;
    private Path jdk;

    @BeforeEach
    void install() throws IOException {
        installed = Launcher.installedIn(temp.resolve("a place with spaces"));
        jdk = installed.jdk("good", "25");
        installed.with("JAVA_HOME", jdk);
        penctl = installed.script().resolveSibling("penctl");
    }

    @AfterEach
    void awaitNoTraining() {
        installed.awaitNoTraining();
    }

    @Test
    void argumentsArriveUnchanged() throws Exception {
        String[] arguments = {"localhost:10080", "two words", "", "it's", "*", "$HOME `id` \\"};

        Run run = installed.runAs(penctl, arguments);

        assertThat(run.exit()).isEqualTo(7);
        List<String> received = run.arguments();
        int main = received.indexOf(MAIN);
        assertThat(received.subList(main - 2, main))
                .containsExactly("-cp", installed.jar().toString());
        assertThat(received.subList(main + 1, received.size())).containsExactly(arguments);
    }

    @Test
    void saysThatNothingIsATerminalAndStartsLight() throws Exception {
        Run run = installed.with("PEN_JAVA_OPTS", "-Xmx1g -Dstar=*").runAs(penctl, "--help");

        assertThat(run.arguments())
                .contains("-Dpenctl.terminals=", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .containsSubsequence("-Xmx64m", "-Xmx1g", "-Dstar=*", MAIN);
        assertThat(run.output()).contains("pid " + run.pid());
    }

    @Test
    void noJdkIsOneSentence() throws Exception {
        Run run = installed.with("JAVA_HOME", "").runAs(penctl, "localhost:10080", "pid");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.error()).singleElement().asString().startsWith("penctl: no JDK of at least 25 found");
    }

    @Test
    void hasACacheOfItsOwnBesidePens() throws Exception {
        installed.with("PEN_AOT", "on").run();
        Await.until("pen's cache is made", () -> caches("pen-").size() == 1);
        installed.runAs(penctl, "--help");
        Await.until("penctl's cache is made", () -> caches("penctl-").size() == 1);

        assertThat(installed.run().arguments())
                .contains("-XX:AOTCache=" + caches("pen-").getFirst());
        assertThat(installed.runAs(penctl, "--help").arguments())
                .contains("-XX:AOTCache=" + caches("penctl-").getFirst());
        assertThat(Files.readAllLines(jdk.resolve("trainings"))).hasSize(2);
    }

    private List<Path> caches(String prefix) {
        try (var files = Files.list(installed.jar().getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> file.toString().endsWith(".aot"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

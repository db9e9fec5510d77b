package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.bin.LauncherIT.Run;
import org.penlb.testing.Await;

/** bin/penstats and bin/penctl.cgi as a web server starts them, with a JDK that only says what it was given. */
class CgiLauncherIT {
    @TempDir
    Path temp;

    private Launcher installed;
    private Path jdk;

    @BeforeEach
    void install() throws IOException {
        installed = Launcher.installedIn(temp.resolve("a place with spaces"));
        jdk = installed.jdk("good", "25");
        // No HOME, and no PATH.
        installed.with("PEN_JAVA_HOME", jdk).with("PATH", "").with("GATEWAY_INTERFACE", "CGI/1.1");
    }

    @AfterEach
    void awaitNoTraining() {
        installed.awaitNoTraining();
    }

    private Path script(String name) {
        return installed.script().resolveSibling(name);
    }

    @ParameterizedTest
    @CsvSource({"penstats, Penstats", "penctl.cgi, PenctlCgi"})
    void what_a_server_makes_of_a_query_is_no_argument(String name, String main) throws Exception {
        Run run = installed.runAs(script(name), "warm-up", "--help", "-version");

        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.arguments()).endsWith("-cp", installed.jar().toString(), "org.penlb.cli.cgi." + main);
    }

    @ParameterizedTest
    @CsvSource({"penstats, Penstats", "penctl.cgi, PenctlCgi"})
    void what_a_user_writes_is_one_by_a_link_too(String name, String main) throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve(name), script(name));

        Run run = installed.with("GATEWAY_INTERFACE", "").runAs(link, "--help");

        assertThat(run.arguments()).endsWith("org.penlb.cli.cgi." + main, "--help");
    }

    @ParameterizedTest
    @CsvSource({"penstats", "penctl.cgi"})
    void a_cache_is_made_beside_the_first_request(String name) throws Exception {
        installed.with("PEN_AOT", "on").runAs(script(name));
        Await.until("the cache is made", () -> caches(name).size() == 1);

        assertThat(installed.runAs(script(name)).arguments())
                .contains("-XX:AOTCache=" + caches(name).getFirst());
        assertThat(Files.readAllLines(jdk.resolve("trainings"))).hasSize(1);
    }

    private List<Path> caches(String prefix) {
        try (var files = Files.list(installed.jar().getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix + "-"))
                    .filter(file -> file.toString().endsWith(".aot"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

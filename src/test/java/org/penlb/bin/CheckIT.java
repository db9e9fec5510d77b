package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.bin.LauncherIT.Run;

/** bin/check: what it has Maven do, and whether skipping is allowed. Its Maven only writes down what it was told. */
class CheckIT {
    private static final String FAKE_MAVEN = """
            #!/bin/sh
            [ "$1" != --version ] || exit 0
            printf '%s\\n' "$@" >told
            exit 5
            """;

    @TempDir
    Path temp;

    private Path home = Path.of("");
    private Launcher scripts;

    @BeforeEach
    void checkOut() throws Exception {
        home = temp.resolve("a checkout");
        scripts = Launcher.copiedTo(home);
        Launcher.executable(home.resolve("mvnw"), FAKE_MAVEN);
        scripts.with("JAVA_HOME", scripts.jdk("good", "25"));
    }

    /** With no peer programs installed by it. */
    private Run check(String... arguments) throws Exception {
        return scripts.runAs(home.resolve("bin/check"), arguments);
    }

    private List<String> told() throws Exception {
        return Files.readAllLines(home.resolve("told"));
    }

    @Test
    void everything_is_verified() throws Exception {
        Run run = check("--no-install", "--long", "--", "-Dit.test=LauncherIT");
        assertThat(told()).containsExactly("-B", "-ntp", "verify", "-Dpen.long=true", "-Dit.test=LauncherIT");
        // Java stands for the report; its exit status is that of the check.
        assertThat(run.output())
                .contains("[--build]", "[5]", "[target/failsafe-reports]")
                .doesNotContain("[--no-skip]");
        assertThat(run.exit()).isEqualTo(7);
    }

    @Test
    void a_quick_check_ends_with_the_unit_tests() throws Exception {
        assertThat(check("--quick").output()).doesNotContain("[--no-skip]");
        assertThat(told()).containsExactly("-B", "-ntp", "test", "-Pquick");
    }

    @Test
    void tests_that_a_quick_check_has_compiled_are_compiled_anew_by_the_whole_one() throws Exception {
        Path compiled =
                Files.createDirectories(home.resolve("target/test-classes")).resolve("ATest.class");
        Files.createFile(compiled);
        check("--no-install");
        assertThat(compiled).exists();
        check("--quick");
        assertThat(compiled).exists();
        check("--no-install");
        assertThat(compiled).doesNotExist();
    }

    @Test
    void the_oracle_is_asked_alone_and_must_be_there() throws Exception {
        assertThat(check("--no-install", "--oracle").output()).contains("[--no-skip]");
        assertThat(told()).containsExactly("-B", "-ntp", "test", "-Dtest=OracleIT", "-Dpen.oracle=true");
    }

    @Test
    void what_it_does_not_know_is_refused() throws Exception {
        Run run = check("--fast");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.error()).first().asString().startsWith("bin/check: --fast: unknown argument");
        assertThat(home.resolve("told")).doesNotExist();
    }
}

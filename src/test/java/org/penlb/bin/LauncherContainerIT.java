package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.bin.LauncherIT.Run;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;

/** When an AOT cache is made, and when not: on a system that is only files. And in which charset the JVM reads names. */
class LauncherContainerIT {
    private static final String SAYS_LOCALE =
            "#!/bin/sh\nprintf '[%s]\\n' \"LC_ALL=${LC_ALL:-}\" \"LANG=${LANG:-}\"\nexit 7\n";
    /**
     * Runs a command, and reads a pipe to its end that all have as 3 whom it starts: a training redirects only 0 to 2. (Of a
     * process that has ended Java reads no more.)
     */
    private static final String READS_TO_THE_END = "exec 4>&1; _=$(exec \"$@\" 3>&1 >&4 4>&-)";

    @TempDir
    Path temp;

    Path system = Path.of("");
    Path jdk = Path.of("");
    Launcher pen;

    @BeforeEach
    void install() throws Exception {
        pen = Launcher.installedIn(temp.resolve("installed"));
        system = temp.resolve("system");
        jdk = pen.jdk("good", "25.0.3");
        pen.with("JAVA_HOME", jdk).with("PEN_SYSTEM_ROOT", system).with("PEN_AOT", "");
        write("proc/meminfo", "MemTotal: 16000000 kB\nMemAvailable: 8000000 kB");
    }

    private void write(String file, String text) throws IOException {
        Path path = system.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }

    private List<Path> caches() throws IOException {
        try (var files = Files.list(pen.jar().getParent())) {
            return files.filter(file -> file.toString().endsWith(".aot")).toList();
        }
    }

    private void assertNoTraining() throws Exception {
        Run run = runWithAllItBegins();
        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.error()).isEmpty();
        assertThat(jdk.resolve("trainings")).doesNotExist();
    }

    /** Returns when all that it has begun has ended, also a training that nobody waits for. */
    private Run runWithAllItBegins(String... arguments) throws Exception {
        return Launcher.finish(pen.start(List.of("sh", "-c", READS_TO_THE_END, "sh"), pen.script(), arguments));
    }

    @Test
    void a_machine_makes_a_cache_beside_its_first_start() throws Exception {
        runWithAllItBegins();
        assertThat(caches()).hasSize(1);
    }

    @Test
    void a_training_beside_a_command_that_ends_soon_is_like_any_other() throws Exception {
        runWithAllItBegins("check", "f");
        Path made = caches().getFirst();
        String beside = Files.readString(made);
        Files.delete(made);
        pen.run("warm-up");
        assertThat(made).content().isEqualTo(beside);
    }

    @ParameterizedTest
    @ValueSource(strings = {".dockerenv", "run/.containerenv"})
    void a_container_makes_none(String marker) throws Exception {
        write(marker, "");
        assertNoTraining();
    }

    @ParameterizedTest
    @CsvSource({"container, podman", "KUBERNETES_SERVICE_HOST, 10.0.0.1"})
    void what_says_that_it_is_a_container_is_believed(String variable, String value) throws Exception {
        pen.with(variable, value);
        assertNoTraining();
    }

    @Test
    void a_machine_with_little_memory_left_makes_none() throws Exception {
        write("proc/meminfo", "MemTotal: 16000000 kB\nMemAvailable: 500000 kB");
        assertNoTrainingEvenIfAsked();
    }

    @ParameterizedTest
    @CsvSource({
        "4:memory:/a, memory/a/memory.limit_in_bytes, memory/a/memory.usage_in_bytes",
        "0::/a, a/memory.max, a/memory.current"
    })
    void a_cgroup_with_little_memory_left_makes_none(String path, String limit, String use) throws Exception {
        write("proc/self/cgroup", path);
        write("sys/fs/cgroup/" + limit, String.valueOf(600L << 20));
        write("sys/fs/cgroup/" + use, String.valueOf(200L << 20));
        assertNoTrainingEvenIfAsked();
    }

    private void assertNoTrainingEvenIfAsked() throws Exception {
        pen.with("PEN_AOT", "on");
        assertNoTraining();
    }

    @Test
    void what_files_take_of_a_cgroup_is_no_use_of_it() throws Exception {
        write("proc/self/cgroup", "0::/");
        write("sys/fs/cgroup/memory.max", String.valueOf(600L << 20));
        write("sys/fs/cgroup/memory.current", String.valueOf(590L << 20));
        write("sys/fs/cgroup/memory.stat", "anon 1\ninactive_file " + (560L << 20) + "\nactive_file 5");
        pen.with("PEN_AOT", "on");
        runWithAllItBegins();
        assertThat(jdk.resolve("trainings")).exists();
    }

    @Test
    void warm_up_makes_it_even_in_a_container_and_once() throws Exception {
        write(".dockerenv", "");
        Run first = pen.run("warm-up");
        assertThat(first.exit()).isZero();
        assertThat(first.error()).containsExactly("pen: the AOT cache is " + caches().getFirst());
        assertThat(pen.run("warm-up")).extracting(Run::exit, Run::error).containsExactly(0, first.error());
        assertThat(jdk.resolve("trainings")).content().isEqualTo("training\n");
        assertThat(pen.run().arguments()).contains("-XX:AOTCache=" + caches().getFirst());
    }

    @Test
    void warm_up_that_fails_says_so_and_may_be_tried_again() throws Exception {
        Run failed = pen.with("TRAINING_FAILS", "yes").run("warm-up");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.error()).last().asString().startsWith("pen: warm-up: no AOT cache was made in ");
        assertThat(pen.with("TRAINING_FAILS", "").run("warm-up").exit()).isZero();
    }

    @Test
    void a_training_keeps_others_from_training_until_it_is_ended() throws Exception {
        Process training = pen.with("TRAINING_LASTS", "yes").start(pen.script(), "warm-up");
        try {
            Await.until("it trains", () -> Files.exists(jdk.resolve("trainings")));
            runWithAllItBegins();
            runWithAllItBegins();
            assertThat(jdk.resolve("trainings")).content().isEqualTo("training\n");
        } finally {
            Kill.send("TERM", training.pid());
        }
        assertThat(training.waitFor()).isEqualTo(143);
        pen.awaitNoTraining();
        assertThat(pen.with("TRAINING_LASTS", "").run("warm-up").exit()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "LANG, '', C.UTF-8",
        "LANG, C, C.UTF-8",
        "LC_ALL, C, C.UTF-8",
        "LC_ALL, POSIX, C.UTF-8",
        "LC_CTYPE, C, C.UTF-8",
        "LANG, de_DE.UTF-8, C.UTF-8",
        "LANG, de_DE.utf8@euro, C.UTF-8",
        "LANG, sv_SE, C.UTF-8",
        "LANG, sv_SE.ISO-8859-1, ''",
        "LC_ALL, sv_SE.ISO-8859-15, sv_SE.ISO-8859-15"
    })
    void names_are_UTF_8_unless_somebody_chose_another_charset(String variable, String value, String expected)
            throws Exception {
        Launcher.executable(jdk.resolve("bin/java"), SAYS_LOCALE);
        pen.with("PEN_AOT", "off").with(variable, value);
        for (String script : List.of("pen", "vertx")) {
            assertThat(pen.runAs(pen.script().resolveSibling(script)).arguments())
                    .as(script)
                    .contains("LC_ALL=" + expected);
        }
    }
}

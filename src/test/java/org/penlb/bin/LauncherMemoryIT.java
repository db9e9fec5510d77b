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

/** What the launchers make of the memory that a machine has, or that cgroups leave of it: on a system that is only files. */
class LauncherMemoryIT {
    private static final long MIB = 1 << 20;

    @TempDir
    Path temp;

    Path system = Path.of("");
    Launcher pen;

    @BeforeEach
    void install() throws Exception {
        pen = Launcher.installedIn(temp.resolve("installed"));
        system = temp.resolve("system");
        pen.with("JAVA_HOME", pen.jdk("good", "25")).with("PEN_SYSTEM_ROOT", system);
        machine(16_000, 12_000);
    }

    private void machine(int total, int available) throws IOException {
        write(
                "proc/meminfo",
                "MemTotal: %d kB\nMemFree: 1 kB\nMemAvailable: %d kB\n".formatted(total << 10, available << 10));
    }

    private void write(String file, Object text) throws IOException {
        Path path = system.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }

    private void version1(String path, String folder, long limit) throws IOException {
        write("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:" + path + "\n0::/");
        write("sys/fs/cgroup/memory" + folder + "/memory.limit_in_bytes", limit);
    }

    private void version2(String path, String file, Object limit) throws IOException {
        write("proc/self/cgroup", "0::" + path);
        write("sys/fs/cgroup" + file, limit);
    }

    private void bounded(int memory, int heap) throws Exception {
        assertThat(pen.run().arguments()).contains("-Dpen.memory=" + memory, "-Xmx" + heap + "m");
    }

    @Test
    void a_large_machine_gives_the_usual_heap() throws Exception {
        Run run = pen.run();
        assertThat(run.arguments()).contains("-Xmx512m", "-Xms16m").doesNotContain("-XX:TieredStopAtLevel=1");
    }

    @ParameterizedTest
    @CsvSource({"96, 24", "128, 40", "256, 104", "512, 232", "1024, 488", "4096, 512"})
    void the_heap_follows_the_limit(int limit, int heap) throws Exception {
        version1("/a/b", "/a/b", limit * MIB);
        bounded(limit, heap);
        version2("/a/b", "/a/b/memory.max", limit * MIB);
        bounded(limit, heap);
    }

    @Test
    void an_outer_cgroup_bounds_too() throws Exception {
        version1("/a/b/c", "/a", 128 * MIB);
        write("sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", "9223372036854771712");
        bounded(128, 40);
        version2("/a/b/c", "/a/memory.max", 160 * MIB);
        write("sys/fs/cgroup/a/b/memory.max", "max");
        write("sys/fs/cgroup/a/b/c/memory.max", 300 * MIB);
        bounded(160, 56);
    }

    /** A container sees its own cgroup at the mount, and may be told the path that it has for the host. */
    @ParameterizedTest
    @ValueSource(strings = {"/docker/0123", "/", "/../../init.scope"})
    void a_path_that_is_not_there_is_the_mount_itself(String path) throws Exception {
        version1(path, "", 256 * MIB);
        bounded(256, 104);
        version2(path, "/memory.max", 128 * MIB);
        Files.delete(system.resolve("sys/fs/cgroup/memory/memory.limit_in_bytes"));
        bounded(128, 40);
    }

    @Test
    void where_a_cgroup_is_slowed_down_is_a_limit() throws Exception {
        version2("/a", "/a/memory.max", "max");
        write("sys/fs/cgroup/a/memory.high", 200 * MIB);
        bounded(200, 76);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max", "9223372036854771712", "18446744073709551615", "-1", ""})
    void no_limit_is_none(String limit) throws Exception {
        version2("/", "/memory.max", limit);
        bounded(16_000, 512);
    }

    @Test
    void a_small_machine_bounds_like_a_cgroup() throws Exception {
        machine(110, 80);
        bounded(110, 31);
    }

    @Test
    void the_second_compiler_takes_more_than_a_small_cgroup_has() throws Exception {
        version2("/", "/memory.max", 255 * MIB);
        assertThat(pen.run().arguments()).contains("-XX:TieredStopAtLevel=1", "-Xms8m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pen", "vertx"})
    void too_little_is_one_sentence(String script) throws Exception {
        version2("/", "/memory.max", 64 * MIB);
        Run run = pen.runAs(pen.script().resolveSibling(script));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).isEmpty();
        assertThat(run.error())
                .containsExactly("pen: 64 MiB of memory are not enough (expected: a cgroup or machine with at least 96"
                        + " MiB, or -Xmx in PEN_JAVA_OPTS)");
    }

    @Test
    void who_says_how_large_the_heap_is_knows() throws Exception {
        version2("/", "/memory.max", 64 * MIB);
        Run run = pen.with("PEN_JAVA_OPTS", "-Xmx20m").run();
        assertThat(run.arguments()).containsSubsequence("-Xmx16m", "-Xmx20m", "-jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "plan", "convert"})
    void a_command_that_ends_soon_begins_with_a_large_heap_unless_somebody_says_how_large_it_is(String command)
            throws Exception {
        assertThat(pen.run(command, "f").arguments()).containsSubsequence("-Xms16m", "-Xms96m", "-jar");
        for (String own : List.of("-Xmx64m", "-XX:MaxHeapSize=64m", "-XX:+UseSerialGC -XX:MaxRAMPercentage=1")) {
            pen.with("PEN_JAVA_OPTS", own);
            assertThat(pen.run(command, "f").arguments())
                    .as(own)
                    .contains(own.split(" "))
                    .contains("-XX:TieredStopAtLevel=1")
                    .doesNotContain("-Xms96m");
        }
    }

    @Test
    void in_a_small_cgroup_such_a_command_begins_with_a_small_heap() throws Exception {
        version2("/", "/memory.max", 128 * MIB);
        assertThat(pen.run("check", "f").arguments()).containsSubsequence("-Xmx40m", "-Xms96m", "-Xms8m", "-jar");
    }

    @ParameterizedTest
    @CsvSource({"penlogd, 96, 56", "mergelogs, 64, 24", "webresolve, 64, 24", "penctl, 64, 24", "penstats, 48, 16"})
    void the_small_programs_fit_too(String script, int limit, int heap) throws Exception {
        version2("/", "/memory.max", limit * MIB);
        assertThat(pen.runAs(pen.script().resolveSibling(script)).arguments()).contains("-Xmx" + heap + "m");
    }
}

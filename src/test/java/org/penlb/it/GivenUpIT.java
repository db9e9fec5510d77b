package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** What root that becomes another user has given up, in each thread. */
@Timeout(120)
class GivenUpIT {
    private static final String NOTHING = "\t0000000000000000\n";

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void be_root() throws IOException {
        assumeThat(Privileges.isRoot()).as("only root can change the user").isTrue();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join()); // they write into the folder
    }

    /** Starts Pen by another program, and returns when it works as another user. */
    private Process pen(String... by) throws IOException {
        List<String> command = new ArrayList<>(List.of(by));
        command.addAll(PenProcess.command(List.of(), List.of("-f", "-u", "nobody", "127.0.0.1:0", "127.0.0.1:1")));
        return started(command, "works as the user nobody");
    }

    private Process started(List<String> command, String last) throws IOException {
        Path said = folder.resolve("said");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("PEN_AOT", "off");
        Process process = builder.start();
        processes.add(process);
        Await.until("it says " + last, () -> content(said).contains(last) || !process.isAlive());
        assertThat(content(said)).contains(last).doesNotContain("Exception");
        return process;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return "";
        }
    }

    private static List<String> threads(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.map(task -> content(task.resolve("status")))
                    .filter(status -> !status.isEmpty()) // the JVM ends threads that it needs no more
                    .toList();
        }
    }

    private static void hasNothing(long pid) throws IOException {
        assertThat(threads(pid))
                .hasSizeGreaterThan(5)
                .allSatisfy(status -> assertThat(status)
                        .contains("NoNewPrivs:\t1\n")
                        .contains(
                                "CapInh:" + NOTHING,
                                "CapPrm:" + NOTHING,
                                "CapEff:" + NOTHING,
                                "CapBnd:" + NOTHING,
                                "CapAmb:" + NOTHING));
    }

    @Test
    void all_capabilities_are_gone_and_none_can_come() throws Exception {
        hasNothing(pen().pid());
    }

    @Test
    void so_it_is_in_the_background() throws Exception {
        Path pidFile = folder.resolve("pen.pid");
        Started started = Started.pen(
                folder, "-u", "nobody", "-p", pidFile.toString(), "127.0.0.1:" + Ports.free(), "127.0.0.1:1");
        assertThat(started.exit()).as(started.errors()).isZero();
        ProcessHandle pen = Started.in(pidFile);
        try {
            hasNothing(pen.pid());
        } finally {
            Started.terminate(pen);
        }
    }

    @Test
    void so_it_is_with_penlogd() throws Exception {
        String penlogd = Path.of(System.getProperty("pen.home"), "bin/penlogd").toString();
        hasNothing(started(
                        List.of(penlogd, "-f", "-u", "nobody", String.valueOf(Ports.freeForBoth())),
                        "works as the user nobody")
                .pid());
    }

    /** What a careless program that starts Pen leaves it: capabilities that are inherited, or that stay with any user. */
    @Test
    void what_was_inherited_is_given_up_too() throws Exception {
        hasNothing(pen("setpriv", "--inh-caps", "+chown,+kill").pid());
        hasNothing(pen("setpriv", "--securebits", "+no_setuid_fixup").pid());
        hasNothing(pen("setpriv", "--no-new-privs").pid());
    }

    /** As in a container that has little of root: the bounding set cannot be changed, and nothing can be gained by it. */
    @Test
    void root_that_lacks_capabilities_gives_up_what_it_can() throws Exception {
        Process pen = pen("setpriv", "--bounding-set", "-setpcap,-chown,-sys_admin");
        assertThat(content(folder.resolve("said")))
                .contains("WARNING -u nobody: not everything can be given up: the bounding set of capabilities: ");
        assertThat(threads(pen.pid()))
                .isNotEmpty()
                .allSatisfy(status -> assertThat(status)
                        .contains("NoNewPrivs:\t1\n", "CapPrm:" + NOTHING, "CapEff:" + NOTHING, "CapAmb:" + NOTHING));
    }

    @Test
    void who_insists_on_root_keeps_it() throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--user", "--map-root-user"));
        assumeThat(new ProcessBuilder("unshare", "--user", "--map-root-user", "true")
                        .start()
                        .waitFor())
                .as("namespaces of users can be made")
                .isZero();
        command.addAll(PenProcess.command(List.of(), List.of("-f", "-u", "root", "127.0.0.1:0", "127.0.0.1:1")));
        Process pen = started(command, "clients come in at");
        assertThat(threads(pen.pid())).isNotEmpty().noneMatch(status -> status.contains("CapEff:" + NOTHING));
    }
}

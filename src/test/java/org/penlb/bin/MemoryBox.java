package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.testing.Await;

/**
 * A bound on the memory of a launcher and what it starts: a cgroup of version 1 or 2 without swap where this process may make
 * one; elsewhere a system of files that says so to the launcher, and then it is what the process takes that is held against
 * the bound.
 */
final class MemoryBox implements AutoCloseable {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static int made;

    private final int mib;
    private final @Nullable Path cgroup;
    private final boolean second;

    /**
     * @param pretended where the files are if no cgroup can be made
     */
    MemoryBox(int mib, Launcher launcher, Path pretended) throws IOException {
        this.mib = mib;
        Path version1 = CGROUPS.resolve("memory" + own(":memory:"));
        second = !Files.exists(version1.resolve("memory.limit_in_bytes"));
        // In version 2 who has processes has no cgroups below that bound memory; the outmost one may have both.
        Path parent = second ? CGROUPS : version1;
        cgroup = make(parent.resolve("pen-test-" + ProcessHandle.current().pid() + "-" + made++));
        if (cgroup == null) {
            Files.createDirectories(pretended.resolve("proc/self"));
            Files.createDirectories(pretended.resolve("sys/fs/cgroup"));
            Files.writeString(pretended.resolve("proc/self/cgroup"), "0::/\n");
            Files.writeString(pretended.resolve("sys/fs/cgroup/memory.max"), bytes() + "\n");
            launcher.with("PEN_SYSTEM_ROOT", pretended);
        }
    }

    private static String own(String controller) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                .filter(line -> line.contains(controller))
                .map(line -> line.substring(line.indexOf(controller) + controller.length()))
                .findFirst()
                .orElse("");
    }

    private @Nullable Path make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (IOException _) {
            return null;
        }
        try {
            Files.writeString(folder.resolve(second ? "memory.max" : "memory.limit_in_bytes"), bytes());
        } catch (IOException _) {
            Files.delete(folder);
            return null;
        }
        Path swap = folder.resolve(second ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
        if (Files.exists(swap)) {
            Files.writeString(swap, second ? "0" : bytes());
        }
        return folder;
    }

    private String bytes() {
        return String.valueOf((long) mib << 20);
    }

    /** The command that runs another one in it. */
    List<String> command() {
        return cgroup == null
                ? List.of()
                : List.of(
                        "sh",
                        "-c",
                        "echo $$ >\"$0\" && exec \"$@\"",
                        cgroup.resolve("cgroup.procs").toString());
    }

    /** Fails if somebody was killed for want of memory, or would have been. */
    void assertNobodyWasKilled(ProcessHandle pen) throws IOException {
        if (cgroup == null) {
            String status = Files.readString(Path.of("/proc/" + pen.pid() + "/status"));
            Matcher own = Pattern.compile("RssAnon:\\s+(\\d+)").matcher(status);
            assertThat(own.find()).isTrue();
            assertThat(Integer.parseInt(own.group(1)) >> 10).isLessThan(mib);
            return;
        }
        List<String> events =
                new ArrayList<>(Files.readAllLines(cgroup.resolve(second ? "memory.events" : "memory.oom_control")));
        assertThat(events).contains("oom_kill 0");
    }

    /** Kills whoever is left in it. */
    @Override
    public void close() throws IOException {
        if (cgroup == null) {
            return;
        }
        for (String pid : Files.readAllLines(cgroup.resolve("cgroup.procs"))) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
        Await.until("nobody is in it any more", () -> {
            try {
                return Files.deleteIfExists(cgroup);
            } catch (IOException _) {
                return false;
            }
        });
    }
}

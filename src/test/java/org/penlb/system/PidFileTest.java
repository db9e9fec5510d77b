package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Payload;

class PidFileTest {
    @TempDir
    Path folder;

    Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("pen.pid");
    }

    private static PidFile written(Path path, long pid) throws IOException {
        PidFile file = PidFile.open(path, pid);
        file.tell();
        return file;
    }

    /** Who finds a number there may send it signals, and clients. */
    @Test
    void is_empty_until_the_process_is_to_be_found() throws IOException {
        Files.writeString(path, "1234567890\n");
        try (PidFile file = PidFile.open(path, 42)) {
            assertThat(path).isEmptyFile();
            assertThatThrownBy(() -> PidFile.open(path, 43)).hasMessage("in use by a process that is starting");
            file.tell();
            assertThat(path).hasContent("42\n");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void one_that_was_not_needed_is_removed() throws IOException {
        PidFile.open(path, 42).close();
        assertThat(path).doesNotExist();
    }

    /** In two containers that share a folder both may be process 7. */
    @Test
    void somebody_elses_with_the_same_number_is_not_removed() throws IOException {
        PidFile ours = written(path, 7);
        Files.move(path, folder.resolve("old.pid"));
        try (PidFile _ = written(path, 7)) {
            ours.close();
            assertThat(path).hasContent("7\n");
        }
    }

    /** As programs do that know no locks, such as pen. */
    @Test
    void one_that_somebody_else_wrote_into_is_left_alone() throws IOException {
        PidFile ours = written(path, 41);
        Files.writeString(path, "42\n");
        ours.close();
        assertThat(path).hasContent("42\n");
    }

    @Test
    void holds_the_number_of_this_process_while_it_lives() throws IOException {
        try (PidFile _ = written(path, ProcessHandle.current().pid())) {
            assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void one_that_is_in_use_is_left_alone() throws IOException {
        try (PidFile _ = written(path, 41)) {
            assertThatThrownBy(() -> written(path, 42)).hasMessage("in use by process 41");
            assertThat(path).hasContent("41\n");
        }
    }

    @Test
    void one_that_nobody_holds_is_taken_over() throws IOException {
        Files.writeString(path, "1234567890\n");
        try (PidFile _ = written(path, 42)) {
            assertThat(path).hasContent("42\n");
        }
    }

    @Test
    void what_is_no_file_is_refused() throws IOException {
        assertThatThrownBy(() -> PidFile.open(folder)).hasMessage("not a regular file");
        Path target = Files.writeString(folder.resolve("precious"), "data");
        Files.createSymbolicLink(path, target);
        assertThatThrownBy(() -> written(path, ProcessHandle.current().pid())).hasMessage("not a regular file");
        assertThat(target).hasContent("data");
    }

    @Test
    void a_folder_that_is_missing_is_named_so() {
        assertThatThrownBy(() -> PidFile.open(folder.resolve("no/pen.pid"))).hasMessage("no such directory");
    }

    @Test
    void somebody_elses_is_not_removed() throws IOException {
        PidFile ours = written(path, 41);
        Files.delete(path);
        Files.writeString(path, "42\n");
        ours.close();
        assertThat(path).hasContent("42\n");
    }

    /** Each removes the file while others open it: whoever has it must have the one that the name leads to. */
    @Test
    void of_many_that_come_and_go_one_holds_it_at_a_time() throws Exception {
        var holders = new AtomicInteger();
        var turns = new AtomicInteger();
        List<Future<Integer>> contenders = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            int pid = i;
            contenders.add(Payload.beside(() -> contend(pid, holders, turns)));
        }
        for (Future<Integer> contender : contenders) {
            assertThat(Payload.of(contender)).isPositive();
        }
        assertThat(path).doesNotExist();
    }

    private int contend(int pid, AtomicInteger holders, AtomicInteger turns) throws IOException {
        int mine = 0;
        while (mine == 0 || turns.get() < 400) {
            try (PidFile _ = written(path, pid)) {
                mine++;
                turns.incrementAndGet();
                assertThat(holders.incrementAndGet()).isEqualTo(1);
                assertThat(Files.readString(path)).isEqualTo(pid + "\n");
                holders.decrementAndGet();
            } catch (IOException e) {
                assertThat(e)
                        .hasMessageMatching(
                                "in use by (process \\d+|a process that is starting)|somebody keeps removing the file");
            }
        }
        return mine;
    }
}

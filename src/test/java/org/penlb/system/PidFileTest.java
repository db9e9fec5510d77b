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

    @Test
    void holds_the_number_of_this_process_while_it_lives() throws IOException {
        try (PidFile _ = PidFile.write(path)) {
            assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void one_that_is_in_use_is_left_alone() throws IOException {
        try (PidFile _ = PidFile.write(path, 41)) {
            assertThatThrownBy(() -> PidFile.write(path, 42)).hasMessage("in use by process 41");
            assertThat(path).hasContent("41\n");
        }
    }

    @Test
    void one_that_nobody_holds_is_taken_over() throws IOException {
        Files.writeString(path, "1234567890\n");
        try (PidFile _ = PidFile.write(path, 42)) {
            assertThat(path).hasContent("42\n");
        }
    }

    @Test
    void what_is_no_file_is_refused() throws IOException {
        assertThatThrownBy(() -> PidFile.write(folder)).hasMessage("not a regular file");
        Path target = Files.writeString(folder.resolve("precious"), "data");
        Files.createSymbolicLink(path, target);
        assertThatThrownBy(() -> PidFile.write(path)).hasMessage("not a regular file");
        assertThat(target).hasContent("data");
    }

    @Test
    void a_folder_that_is_missing_is_named_so() {
        assertThatThrownBy(() -> PidFile.write(folder.resolve("no/pen.pid"))).hasMessage("no such directory");
    }

    @Test
    void somebody_elses_is_not_removed() throws IOException {
        PidFile ours = PidFile.write(path, 41);
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
            try (PidFile _ = PidFile.write(path, pid)) {
                mine++;
                turns.incrementAndGet();
                assertThat(holders.incrementAndGet()).isEqualTo(1);
                assertThat(Files.readString(path)).isEqualTo(pid + "\n");
                holders.decrementAndGet();
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("in use by process \\d*|somebody keeps removing the file");
            }
        }
        return mine;
    }
}

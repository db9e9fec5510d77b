package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Processes;

/** A server program may start and end processes whenever it likes, as NSD does to count its queries. */
@Timeout(60)
class DaemonTest {
    private static final int TIMES = 100;

    @TempDir
    Path folder;

    @Test
    void one_whose_processes_come_and_go_takes_signals() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        try (var daemon = new Daemon(List.of("sh", "-c", "while true; do sh -c 'echo here'; done"), log)) {
            Await.until("it runs", () -> log.toFile().length() > 0);
            for (int i = 0; i < TIMES; i++) {
                daemon.signal("STOP");
                daemon.signal("CONT");
            }
            long before = Files.size(log);
            Await.until("it goes on", () -> log.toFile().length() > before);
        }
    }

    @Test
    void none_is_left_when_it_is_closed_even_of_those_whose_parent_has_ended() throws IOException {
        Path log = folder.resolve("log");
        try (var daemon =
                new Daemon(List.of("sh", "-c", "(sh -c 'echo $$; exec sleep 1000' &); exec sleep 1000"), log)) {
            Await.until("it runs", () -> log.toFile().length() > 0);
            daemon.assertAlive();
        }
        long orphan = Long.parseLong(Files.readString(log).strip());
        assertThat(Processes.isRunning(orphan)).isFalse();
    }
}

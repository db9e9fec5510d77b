package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.PenProcess;
import org.penlb.testing.SharedAddress;
import org.penlb.testing.Visitor;

/** keepalived moves an address between two Pens, by conf/keepalived.conf, under clients of all kinds. */
@Tag("alone")
@Timeout(180)
class SharedAddressIT {
    /** Often enough to say that clients are served, and no load. */
    private static final Duration PACE = Duration.ofMillis(25);

    private static final Path HOME = Path.of(System.getProperty("pen.home", "."));

    @Test
    void moves_when_a_Pen_is_killed_when_it_is_told_to_and_when_a_machine_is_gone(@TempDir Path folder)
            throws IOException {
        assumeTrue(SharedAddress.available(), "this process may not make network namespaces (root, and iproute2)");
        String keepalived = Program.find("keepalived", "keepalived");
        try (var shared = new SharedAddress(
                HOME.toAbsolutePath(), folder, keepalived, pen -> PenProcess.command(List.of(), pen), PACE)) {
            int first = shared.holder();
            int second = 1 - first;
            shared.awaitReady(second);

            shared.killPen(first);
            shared.awaitHolder(second);
            shared.awaitService(System.nanoTime());

            shared.startPen(first);
            shared.awaitReady(first);
            assertThat(shared.has(second))
                    .as("one that comes back takes nothing")
                    .isTrue();

            try (Socket open = shared.connect()) {
                assertThat(Visitor.echoes(open)).isTrue();
                shared.away(second, true);
                shared.awaitHolder(first);
                shared.awaitService(System.nanoTime());
                assertThatThrownBy(() -> Visitor.echoes(open))
                        .as("the other one does not know an open connection")
                        .isInstanceOf(IOException.class);
            }
            shared.away(second, false);

            shared.lose(first);
            shared.awaitHolder(second);
            shared.awaitService(System.nanoTime());
            assertThat(SharedAddress.ownAddresses())
                    .as("what a Pen opens itself starts at its own address")
                    .containsAll(shared.seenByServers());
        }
    }
}

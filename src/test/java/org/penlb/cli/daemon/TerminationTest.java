package org.penlb.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jline.utils.Signals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;

@Timeout(60)
class TerminationTest {
    @AfterEach
    void end_on_signals_again() {
        for (String name : List.of("TERM", "INT")) {
            Signals.registerDefault(name);
        }
    }

    @Test
    void the_second_signal_does_not_wait_for_a_good_end() throws Exception {
        Termination termination = Termination.onSignals();
        Kill.self("TERM");
        termination.await();
        var connections = new CompletableFuture<Void>(); // which never end
        Thread end = Thread.ofPlatform().start(() -> termination.awaitEnd(connections));
        Await.until("it waits for them", () -> end.getState() == Thread.State.WAITING);
        Kill.self("INT");
        end.join();
        assertThat(connections).isNotDone();
    }

    @Test
    void a_good_end_needs_no_second_signal() throws Exception {
        Termination termination = Termination.onSignals();
        Kill.self("INT");
        termination.await();
        termination.awaitEnd(CompletableFuture.completedFuture(null));
    }
}

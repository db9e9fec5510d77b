package org.penlb.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jline.utils.Signals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Kill;
import org.penlb.testing.Payload;

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
        Future<Boolean> end = Payload.beside(() -> {
            termination.awaitEnd(new CompletableFuture<>()); // connections that never end
            return true;
        });
        assertThat(end.isDone()).isFalse();
        Kill.self("INT");
        assertThat(Payload.of(end)).isTrue();
    }

    @Test
    void a_good_end_needs_no_second_signal() throws Exception {
        Termination termination = Termination.onSignals();
        Kill.self("INT");
        termination.await();
        termination.awaitEnd(CompletableFuture.completedFuture(null));
    }
}

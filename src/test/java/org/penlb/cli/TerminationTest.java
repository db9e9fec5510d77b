package org.penlb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jline.utils.Signals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Payload;

@Timeout(60)
class TerminationTest {
    private static void kill(String signal) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        String.valueOf(ProcessHandle.current().pid()))
                .start()
                .waitFor();
    }

    @AfterEach
    void end_on_signals_again() {
        for (String name : List.of("TERM", "INT")) {
            Signals.registerDefault(name);
        }
    }

    @Test
    void the_second_signal_does_not_wait_for_a_good_end() throws Exception {
        Termination termination = Termination.onSignals();
        kill("TERM");
        termination.await();
        Future<Boolean> end = Payload.beside(() -> {
            termination.awaitEnd(new CompletableFuture<>()); // connections that never end
            return true;
        });
        assertThat(end.isDone()).isFalse();
        kill("INT");
        assertThat(Payload.of(end)).isTrue();
    }

    @Test
    void a_good_end_needs_no_second_signal() throws Exception {
        Termination termination = Termination.onSignals();
        kill("INT");
        termination.await();
        termination.awaitEnd(CompletableFuture.completedFuture(null));
    }
}

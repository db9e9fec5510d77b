package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;

@Timeout(60)
class SignalsTest {
    @Test
    void hangup_and_user1_are_answered_each_time() throws IOException, InterruptedException {
        BlockingQueue<String> answered = new LinkedBlockingQueue<>();
        try (var _ = Signals.onHangup(() -> answered.add("HUP"));
                var _ = Signals.onUser1(() -> answered.add("USR1"))) {
            for (String signal : new String[] {"HUP", "USR1", "USR1", "HUP"}) {
                Kill.self(signal);
                assertThat(Await.next(answered)).isEqualTo(signal);
            }
        }
    }

    @Test
    void all_who_answer_are_heard_and_the_program_gets_its_own_answer_back() throws IOException, InterruptedException {
        BlockingQueue<String> answered = new LinkedBlockingQueue<>();
        Object before = org.jline.utils.Signals.register("HUP", () -> answered.add("program"));
        try {
            try (var _ = Signals.onHangup(() -> {
                        answered.add("one");
                        throw new IllegalStateException("of no matter to the others");
                    });
                    var _ = Signals.onHangup(() -> answered.add("two"))) {
                Kill.self("HUP");
                assertThat(Await.next(answered)).isEqualTo("one");
                assertThat(Await.next(answered)).isEqualTo("two");
            }
            Kill.self("HUP");
            assertThat(Await.next(answered)).isEqualTo("program");
        } finally {
            org.jline.utils.Signals.unregister("HUP", before);
        }
    }
}

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
        Signals.onHangup(() -> answered.add("HUP"));
        Signals.onUser1(() -> answered.add("USR1"));
        for (String signal : new String[] {"HUP", "USR1", "USR1", "HUP"}) {
            Kill.self(signal);
            assertThat(Await.next(answered)).isEqualTo(signal);
        }
    }
}

package org.penlb.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class RunnerTest {
    @Test
    void an_end_that_never_comes_is_not_waited_for() {
        Promise<Void> never = Promise.promise();
        Runner.end(never.future(), Duration.ofMillis(1));
        assertThat(never.future().isComplete()).isFalse();
    }

    @Test
    void an_end_that_comes_is_waited_for() {
        Promise<Void> closed = Promise.promise();
        var reached = new AtomicBoolean();
        Thread.ofVirtual().start(() -> {
            reached.set(true);
            closed.complete();
        });
        Runner.end(closed.future(), Duration.ofMinutes(1));
        assertThat(reached).isTrue();
        Runner.end(Future.succeededFuture(), Duration.ZERO);
    }
}

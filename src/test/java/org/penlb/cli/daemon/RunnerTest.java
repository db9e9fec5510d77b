package org.penlb.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.penlb.testing.Await;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class RunnerTest {
    @Test
    void an_end_that_never_comes_is_not_waited_for() {
        Promise<Void> never = Promise.promise();
        Runner.end(never.future(), Duration.ofMillis(1));
        assertThat(never.future().isComplete()).isFalse();
    }

    @Test
    void an_end_that_comes_is_waited_for() throws InterruptedException {
        Promise<Void> closed = Promise.promise();
        Thread end = Thread.ofPlatform().start(() -> Runner.end(closed.future(), Duration.ofMinutes(1)));
        Await.until("it waits", () -> end.getState() == Thread.State.TIMED_WAITING);
        closed.complete();
        end.join();
        Runner.end(Future.succeededFuture(), Duration.ZERO);
    }
}

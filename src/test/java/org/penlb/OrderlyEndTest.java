package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.penlb.testing.Await;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class OrderlyEndTest {
    @Test
    void an_end_that_never_comes_is_not_waited_for() {
        Promise<Void> never = Promise.promise();
        OrderlyEnd.await(never.future(), Duration.ofMillis(1));
        assertThat(never.future().isComplete()).isFalse();
    }

    @Test
    void an_end_that_comes_is_waited_for() throws InterruptedException {
        Promise<Void> closed = Promise.promise();
        Thread end = Thread.ofPlatform().start(() -> OrderlyEnd.await(closed.future(), Duration.ofMinutes(1)));
        Await.until("it waits", () -> end.getState() == Thread.State.TIMED_WAITING);
        closed.complete();
        end.join();
        OrderlyEnd.await(Future.succeededFuture(), Duration.ZERO);
    }
}

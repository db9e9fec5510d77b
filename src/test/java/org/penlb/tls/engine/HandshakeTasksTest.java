package org.penlb.tls.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.penlb.testing.Await;

class HandshakeTasksTest {
    @Test
    void tasks_run_on_threads_of_their_own_whatever_became_of_those_before() throws InterruptedException {
        try (var tasks = new HandshakeTasks(1, 2)) {
            tasks.execute(() -> {
                throw new IllegalStateException("a fault");
            });
            var ran = new LinkedBlockingQueue<Thread>();
            tasks.execute(() -> ran.add(Thread.currentThread()));
            assertThat(Await.next(ran)).isNotSameAs(Thread.currentThread());
        }
    }

    @Test
    void no_more_wait_than_there_are_places() throws InterruptedException {
        var mayGoOn = new CountDownLatch(1);
        var runs = new LinkedBlockingQueue<Boolean>();
        try (var tasks = new HandshakeTasks(1, 1)) {
            tasks.execute(() -> {
                runs.add(true);
                try {
                    mayGoOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Await.next(runs);
            tasks.execute(() -> {});
            assertThat(tasks.waiting()).isEqualTo(1);
            assertThatThrownBy(() -> tasks.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
            mayGoOn.countDown();
            Await.until("nobody waits", () -> tasks.waiting() == 0);
        }
    }
}

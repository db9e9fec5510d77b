package org.penlb.relay.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;

/** Deadlines come in their order, and none is forgotten. */
@Timeout(60)
class DeadlinesTest {
    private static final long FAR = Duration.ofHours(1).toNanos();

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Deadlines deadlines = new Deadlines(loop);
    private final BlockingQueue<String> expired = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Deadlines.Timed named(String name) {
        return new Deadlines.Timed() {
            @Override
            void expired() {
                expired.add(name);
            }
        };
    }

    private void run(Runnable task) throws Exception {
        loop.submit(task).get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void expire_in_the_order_of_time() throws Exception {
        run(() -> {
            deadlines.set(named("last"), 2_000_000);
            deadlines.set(named("never"), FAR);
            deadlines.set(named("first"), 0);
            deadlines.set(named("second"), 1_000_000);
        });
        assertThat(Await.next(expired)).isEqualTo("first");
        assertThat(Await.next(expired)).isEqualTo("second");
        assertThat(Await.next(expired)).isEqualTo("last");
        assertThat(expired).isEmpty();
    }

    @Test
    void one_that_is_cancelled_does_not_expire() throws Exception {
        Deadlines.Timed cancelled = named("cancelled");
        run(() -> {
            deadlines.set(cancelled, 0);
            deadlines.set(named("kept"), 0);
            deadlines.cancel(cancelled);
            deadlines.cancel(cancelled);
        });
        assertThat(Await.next(expired)).isEqualTo("kept");
        assertThat(expired).isEmpty();
    }

    @Test
    void a_fault_of_one_is_its_own() throws Exception {
        run(() -> {
            deadlines.set(
                    new Deadlines.Timed() {
                        @Override
                        void expired() {
                            throw new IllegalStateException("a fault, as the test wants it");
                        }
                    },
                    0);
            deadlines.set(named("beside it"), 1);
            deadlines.set(named("later"), 1_000_000);
        });
        assertThat(Await.next(expired)).isEqualTo("beside it");
        assertThat(Await.next(expired)).isEqualTo("later");
    }
}

package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.balance.Scene.ALICE;
import static org.penlb.balance.Scene.BOB;

import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** A connection is counted while its lease is out, and given back exactly once. */
class LeaseTest {
    private final Scene scene = new Scene().servers(1);

    @Test
    void a_connection_is_counted_until_its_lease_is_closed() {
        Lease first = scene.take(ALICE);
        Lease second = scene.take(BOB);
        assertThat(scene.server("a").connections()).isEqualTo(2);
        first.close();
        assertThat(scene.server("a").connections()).isOne();
        second.close();
        assertThat(scene.server("a").connections()).isZero();
    }

    @Test
    void closing_twice_gives_back_once() {
        Lease first = scene.take(ALICE);
        Lease second = scene.take(BOB);
        first.close();
        first.close();
        assertThat(scene.server("a").connections()).isOne();
        second.close();
    }

    @Test
    void closing_from_two_threads_at_once_gives_back_once() throws Exception {
        Lease kept = scene.take(BOB);
        var together = new CyclicBarrier(2);
        for (int i = 0; i < 2000; i++) {
            Lease lease = scene.take(ALICE);
            Runnable close = () -> {
                await(together);
                lease.close();
            };
            Thread other = Thread.ofPlatform().start(close);
            close.run();
            other.join();
            assertThat(scene.server("a").connections()).isOne();
        }
        kept.close();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void choosing_alone_counts_nothing() {
        scene.balancer().choose(ALICE);
        assertThat(scene.server("a").connections()).isZero();
    }
}

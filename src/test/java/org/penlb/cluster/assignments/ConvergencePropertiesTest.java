package org.penlb.cluster.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is lost, doubled, late or overtaken on the way: in the end all know the same. */
class ConvergencePropertiesTest {
    @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
    void all_orders_end_equal(
            @ForAll @IntRange(min = 2, max = 5) int size,
            @ForAll @IntRange(min = 0, max = 60) int lost,
            @ForAll @IntRange(min = 0, max = 40) int doubled,
            @ForAll @IntRange(min = 1, max = 700) int mostLateMillis,
            @ForAll long seed) {
        var random = new Random(seed);
        var islands = new Islands(size, 10_000, random);
        islands.all.forEach(island -> island.ahead = random.nextInt(2_000));
        islands.lost = lost;
        islands.doubled = doubled;
        islands.mostLate = TimeUnit.MILLISECONDS.toNanos(mostLateMillis);
        for (int step = 0; step < 150; step++) {
            if (random.nextInt(20) == 0) {
                islands.cut(random.nextInt(1 << size));
            }
            if (random.nextInt(10) == 0) {
                islands.heal();
            }
            var island = islands.all.get(random.nextInt(size));
            island.stopped = random.nextInt(30) == 0;
            for (int i = random.nextInt(30); i > 0; i--) {
                island.assign(random.nextInt(300), random.nextInt(Islands.SERVERS));
            }
            islands.step();
        }
        islands.all.forEach(island -> island.stopped = false);
        islands.heal();
        islands.lost = 0;
        islands.doubled = 0;
        islands.mostLate = 0;
        islands.pass(Duration.ofSeconds(20));
        assertThat(islands.differences()).isEmpty();
    }
}

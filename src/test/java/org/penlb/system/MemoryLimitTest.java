package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fits into how much memory. */
class MemoryLimitTest {
    @ParameterizedTest
    @CsvSource({
        "96, 24, 3072, 768",
        "128, 40, 5120, 1280",
        "256, 104, 13312, 3328",
        "1024, 488, 62464, 15616",
    })
    void connections_get_what_heap_and_JVM_leave(int all, int heap, int connections, int withTls) {
        var limit = new MemoryLimit(all, heap);
        assertThat(limit.connections()).isEqualTo(connections);
        assertThat(limit.tlsConnections()).isEqualTo(withTls);
    }

    @Test
    void a_heap_that_leaves_nothing_does_not_keep_everybody_out() {
        assertThat(new MemoryLimit(96, 512).connections()).isEqualTo(256);
    }

    @ParameterizedTest
    @CsvSource({"96, 64, 12", "96, 2, 2", "4, 8, 1", "2147483647, 128, 128"})
    void event_loops_are_processors_as_far_as_memory_goes(int all, int processors, int loops) {
        assertThat(new MemoryLimit(all, 24).eventLoops(processors)).isEqualTo(loops);
    }

    @Test
    void one_that_nobody_said_bounds_nothing() {
        var none = new MemoryLimit(Integer.MAX_VALUE, 512);
        assertThat(none.connections()).isGreaterThan(100_000_000);
        assertThat(none.receiveBuffer(16 << 20)).isEqualTo(16 << 20);
        assertThat(none.has(1 << 20)).isTrue();
    }

    @Test
    void datagrams_that_wait_leave_room_for_the_rest() {
        var small = new MemoryLimit(96, 24);
        assertThat(small.receiveBuffer(16 << 20)).isEqualTo(3 << 19);
        assertThat(small.receiveBuffer(65536)).isEqualTo(65536);
        assertThat(small.has(96)).isTrue();
        assertThat(small.has(97)).isFalse();
    }
}

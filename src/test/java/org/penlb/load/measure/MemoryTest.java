package org.penlb.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.load.process.Failure;

class MemoryTest {
    @Test
    void what_the_kernel_says_is_read() {
        assertThat(Memory.parse("""
                        55758ce85000-7ffd0c520000 ---p 00000000 00:00 0                          [rollup]
                        Rss:               71712 kB
                        Pss:                 273 kB
                        Pss_Dirty:             1 kB
                        """)).isEqualTo(new Memory(71_712, 273));
        assertThatThrownBy(() -> Memory.parse("")).isInstanceOf(Failure.class);
    }

    @Test
    void processes_are_added_up() {
        long pid = ProcessHandle.current().pid();
        Memory own = Memory.of(List.of(pid));
        assertThat(own.resident()).isGreaterThanOrEqualTo(own.proportional());
        assertThat(own.proportional()).isPositive();
        assertThat(Memory.of(List.of(pid, pid)).resident()).isGreaterThan(own.resident());
    }
}

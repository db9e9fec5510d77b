package org.penlb.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.penlb.load.process.Failure;
import org.penlb.testing.Await;

@Tag("alone")
class CpuClockTest {
    /** Uses this much CPU time of its thread. */
    private static void use(long nanos) {
        var thread = ManagementFactory.getThreadMXBean();
        long end = thread.getCurrentThreadCpuTime() + nanos;
        while (thread.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void what_a_thread_used_that_has_ended_still_counts() throws InterruptedException {
        long pid = ProcessHandle.current().pid();
        long before = CpuClock.nanos(pid);
        long used = TimeUnit.MILLISECONDS.toNanos(50);
        Thread thread = Thread.ofPlatform().start(() -> use(used));
        thread.join();
        assertThat(CpuClock.nanos(pid) - before).isGreaterThanOrEqualTo(used);
    }

    @Test
    void it_is_finer_than_a_tick_of_the_kernel() {
        long pid = ProcessHandle.current().pid();
        long before = CpuClock.nanos(pid);
        use(TimeUnit.MICROSECONDS.toNanos(100));
        assertThat(CpuClock.nanos(pid)).isGreaterThan(before);
    }

    @Test
    void others_are_read_too_and_added_up() throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            Await.until("it has run", () -> CpuClock.nanos(process.pid()) > 0);
            long own = CpuClock.nanos(ProcessHandle.current().pid());
            long other = CpuClock.nanos(process.pid());
            assertThat(CpuClock.nanos(List.of(ProcessHandle.current().pid(), process.pid())))
                    .isGreaterThanOrEqualTo(own + other);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void a_process_that_is_gone_is_an_error() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        assertThatThrownBy(() -> CpuClock.nanos(process.pid()))
                .isInstanceOf(Failure.class)
                .hasMessage("process " + process.pid() + " has no CPU clock: it has ended");
    }
}

package org.penlb.load.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.penlb.load.process.Failure;

/**
 * The CPU time that processes have used, user and system, in nanoseconds.
 *
 * <p>It is the kernel's own clock of a process (POSIX {@code clock_getcpuclockid}). {@code /proc/PID/stat} has the same in
 * ticks of 10 ms, too coarse for a short measurement; {@code schedstat} of each thread is as fine, but what a thread has
 * used is gone when it ends, as those of a JVM's compiler do.
 */
public final class CpuClock {
    private static final MethodHandle ID = function("clock_getcpuclockid", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    private static final MethodHandle TIME = function("clock_gettime", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);

    private CpuClock() {}

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }

    /**
     * What these processes have used since each was started.
     *
     * @throws Failure if one of them is gone
     */
    public static long nanos(Collection<Long> pids) {
        return pids.stream().mapToLong(CpuClock::nanos).sum();
    }

    /**
     * What a process with all its threads, the ended ones included, has used since it was started.
     *
     * @throws Failure if it is gone
     */
    public static long nanos(long pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment clock = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            if ((int) ID.invoke((int) pid, clock) != 0
                    || (int) TIME.invoke(clock.get(ValueLayout.JAVA_INT, 0), time) != 0) {
                throw new Failure("process " + pid + " has no CPU clock: it has ended");
            }
            return TimeUnit.SECONDS.toNanos(time.getAtIndex(ValueLayout.JAVA_LONG, 0))
                    + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a downcall throws nothing of its own
        }
    }
}

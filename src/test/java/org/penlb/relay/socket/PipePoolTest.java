package org.penlb.relay.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;

/** What a user without privileges gets, who may have so many pages in pipes (pipe(7)) and no more. */
@Timeout(60)
class PipePoolTest {
    /** More than a user may have, of the size that is asked for. */
    private static final int MOST = 200;

    /** Borrowers that the pool may turn away before it asks the kernel again. */
    private static final int TRIES = 1000;

    private static final int CAPABILITY_VERSION_3 = 0x2008_0522;

    @Test
    void no_pipe_without_enough_room_is_lent_and_there_are_some_again_later() throws Exception {
        Epoll.ensureAvailability(); // loads Netty's native calls
        var calls = new StreamCalls(Arena.ofAuto());
        int least = withoutPrivileges(() -> {
            var pool = new PipePool(calls, MOST);
            List<Pipe> pipes = new ArrayList<>();
            for (Pipe pipe = pool.borrow(); pipe != null; pipe = pool.borrow()) {
                pipes.add(pipe);
            }
            int room = pipes.stream().mapToInt(Pipe::room).min().orElse(0);
            pipes.forEach(pool::giveBack);
            pool.close();
            if (room > 0) {
                assertThat(borrowAgain(pool))
                        .as("a pipe when there is room again")
                        .isNotNull();
            }
            pool.close();
            return room;
        });
        assumeTrue(least > 0, "this user has as many pages in pipes as he may already");
        assertThat(least).isGreaterThanOrEqualTo(Pipe.ENOUGH);
    }

    private static @Nullable Pipe borrowAgain(PipePool pool) {
        Pipe pipe = null;
        for (int i = 0; i < TRIES && pipe == null; i++) {
            pipe = pool.borrow();
        }
        if (pipe != null) {
            pool.giveBack(pipe);
        }
        return pipe;
    }

    /** Runs something in a thread that gave up what root may. */
    private static <T> T withoutPrivileges(Callable<T> task) throws Exception {
        var result = new FutureTask<>(() -> {
            giveUpPrivileges();
            return task.call();
        });
        new Thread(result).start();
        return result.get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** Concerns the calling thread alone (capset(2)). */
    @SuppressWarnings("restricted")
    private static void giveUpPrivileges() throws Exception {
        Linker linker = Linker.nativeLinker();
        MethodHandle capset = linker.downcallHandle(
                linker.defaultLookup().find("capset").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(ValueLayout.JAVA_INT, 2);
            header.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
            MemorySegment none = arena.allocate(ValueLayout.JAVA_INT, 6);
            assertThat((int) capset.invokeExact(header, none)).isZero();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}

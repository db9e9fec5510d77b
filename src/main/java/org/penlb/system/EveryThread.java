package org.penlb.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has every thread of this process make the same system calls. Linux keeps rights for each thread; the C library changes users
 * in all of them at once, but neither capabilities nor no_new_privs, and most threads of a JVM never run Java. It is done as
 * libpsx of libcap does it: each thread gets a signal, in whose handler it makes the calls. The handler is a dozen machine
 * instructions, since there is no function of the C library that could be one.
 */
final class EveryThread {
    /**
     * Machine code of a handler, with eight bytes for the address of a list of calls, and what this machine calls the calls.
     *
     * @param before what comes before the address
     * @param behind what comes behind it
     */
    private record Machine(String before, String behind, int prctl, int capset, int tgkill) {
        /**
         * <pre>
         * mov rbx, list; next: mov rax, [rbx]; test rax, rax; js over; mov rdi, [rbx+8]; mov rsi, [rbx+16]; mov rdx, [rbx+24];
         * mov r10, [rbx+32]; mov r8, [rbx+40]; syscall; add rbx, 48; jmp next; over: ret
         * </pre>
         */
        static final Machine X86_64 = new Machine(
                "48bb", "488b034885c0781c488b7b08488b7310488b53184c8b53204c8b43280f054883c330ebdcc3", 157, 126, 234);
        /**
         * <pre>
         * ldr x9, list; next: ldr x8, [x9], 8; tbnz x8, 63, over; ldp x0, x1, [x9], 16; ldp x2, x3, [x9], 16; ldr x4, [x9], 8;
         * svc 0; b next; over: ret; nop
         * </pre>
         */
        static final Machine AARCH64 = new Machine(
                "49010058288540f8c800f8b72005c1a8220dc1a8248540f8010000d4faffff17c0035fd61f2003d5", "", 167, 91, 131);

        static @Nullable Machine current() {
            return switch (System.getProperty("os.arch")) {
                case "amd64", "x86_64" -> X86_64;
                case "aarch64", "arm64" -> AARCH64;
                default -> null;
            };
        }
    }

    /** A system call with its arguments, which all threads are to make. */
    record Call(long number, long a, long b, long c, long d, long e) {}

    private static final int PAGE = 4096;
    private static final int PROT_READ = 1;
    private static final int PROT_READ_EXEC = 5;
    /** struct sigaction of 64-bit Linux, as glibc and musl have it. */
    private static final int ACTION_BYTES = 152;

    private static final int ACTION_MASK = 8;
    private static final int ACTION_MASK_BYTES = 128;
    private static final int ACTION_FLAGS = 136;
    private static final int SA_SIGINFO_RESTART_ONSTACK = 4 | 0x10000000 | 0x08000000;
    /** Real-time signals. The C library uses the first two, 32 and 33, and the JDK, perhaps not before later, 62. */
    private static final int FIRST_SIGNAL = 60;

    private static final int LAST_SIGNAL = 40;

    private static final CFunction MPROTECT = new CFunction("mprotect");
    private static final CFunction SIGACTION = new CFunction("sigaction");
    private static final CFunction SYSCALL = new CFunction("syscall");
    private static final int ESRCH = 3;

    private final Machine machine;
    private final int signal;

    private EveryThread(Machine machine, int signal) {
        this.machine = machine;
        this.signal = signal;
    }

    /**
     * A way to all threads.
     *
     * @throws IOException if there is none on this machine
     */
    static EveryThread ofThisProcess() throws IOException {
        Machine machine = Machine.current();
        if (machine == null) {
            throw new IOException("not known for this kind of processor, " + System.getProperty("os.arch"));
        }
        for (int signal = FIRST_SIGNAL; signal >= LAST_SIGNAL; signal--) {
            if (isFree(signal)) {
                return new EveryThread(machine, signal);
            }
        }
        throw new IOException("no signal is left");
    }

    private static boolean isFree(int signal) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment now = arena.allocate(ACTION_BYTES);
            SIGACTION.call(signal, MemorySegment.NULL, now);
            return now.get(ValueLayout.JAVA_LONG, 0) == 0;
        }
    }

    Call prctl(int option, long argument) {
        return new Call(machine.prctl, option, argument, 0, 0, 0);
    }

    Call capset(MemorySegment header, MemorySegment sets) {
        return new Call(machine.capset, header.address(), sets.address(), 0, 0, 0);
    }

    /**
     * Has them make the calls; to be asked for once. What a call says is not heard: who asks looks at what came of it.
     *
     * @param threads of this process; it says which have not made them yet
     * @return whether all threads have
     */
    boolean make(List<Call> calls, Threads threads, Predicate<String> expected) throws IOException {
        install(calls);
        return threads.until(expected, thread -> {
            try {
                SYSCALL.call(machine.tgkill, ProcessHandle.current().pid(), thread, signal);
            } catch (CFunction.Failure e) {
                if (e.errno != ESRCH) { // it has ended
                    throw e;
                }
            }
        });
    }

    /** For good: a thread may be late, and without a handler the signal would end the process. */
    private void install(List<Call> calls) throws IOException {
        // The first page is the code's, those behind it are the list's.
        long bytes = PAGE + Math.ceilDiv((calls.size() * 6L + 1) * Long.BYTES, PAGE) * PAGE;
        MemorySegment memory = SparseMemory.allocate(Arena.global(), bytes);
        MemorySegment list = memory.asSlice(PAGE);
        int at = 0;
        for (Call call : calls) {
            for (long word : new long[] {call.number, call.a, call.b, call.c, call.d, call.e}) {
                list.setAtIndex(ValueLayout.JAVA_LONG, at++, word);
            }
        }
        list.setAtIndex(ValueLayout.JAVA_LONG, at, -1);
        memory.copyFrom(MemorySegment.ofArray(code(list.address())));
        MPROTECT.call(memory, (long) PAGE, PROT_READ_EXEC);
        MPROTECT.call(list, bytes - PAGE, PROT_READ);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(ACTION_BYTES);
            action.set(ValueLayout.JAVA_LONG, 0, memory.address());
            action.asSlice(ACTION_MASK, ACTION_MASK_BYTES).fill((byte) -1);
            action.set(ValueLayout.JAVA_INT, ACTION_FLAGS, SA_SIGINFO_RESTART_ONSTACK);
            SIGACTION.call(signal, action, MemorySegment.NULL);
        }
    }

    private byte[] code(long list) {
        byte[] before = HexFormat.of().parseHex(machine.before);
        byte[] behind = HexFormat.of().parseHex(machine.behind);
        return ByteBuffer.allocate(before.length + Long.BYTES + behind.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(before)
                .putLong(list)
                .put(behind)
                .array();
    }
}

package org.penlb.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What there is to give up besides the user, in each thread: the capabilities, the set that bounds those of whatever it
 * executes, and that a program with the set-user-ID bit gives it any.
 */
final class Renunciation {
    private static final int PR_SET_KEEPCAPS = 8;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    /** More than there are; the kernel refuses those that it does not know. */
    private static final int CAPABILITIES = 64;

    private static final int CAPSET_VERSION_3 = 0x20080522;
    private static final int INT_BITS = 32;

    private static final CFunction PRCTL = new CFunction("prctl");

    private final Threads threads;
    private final long kept;
    private final List<String> left = new ArrayList<>();
    private @Nullable EveryThread every;

    /**
     * @param kept the capabilities that are not given up
     */
    Renunciation(Threads threads, Set<Capability> kept) {
        this.threads = threads;
        this.kept = Capability.bits(kept);
        try {
            every = EveryThread.ofThisProcess();
        } catch (IOException e) {
            left.add("threads cannot be reached: " + e.getMessage());
        }
    }

    /** What could not be given up, and why. */
    List<String> left() {
        return List.copyOf(left);
    }

    /** Gives up what only root can. */
    void asRoot() throws IOException {
        boolean noNewPrivileges = isPossible("no_new_privs", PR_SET_NO_NEW_PRIVS, 1);
        boolean bounded = isPossible("the bounding set of capabilities", PR_CAPBSET_DROP, 0);
        EveryThread all = every;
        if (all == null) {
            return;
        }
        List<EveryThread.Call> calls = new ArrayList<>();
        calls.add(all.prctl(PR_SET_NO_NEW_PRIVS, 1));
        for (int capability = 0; capability < CAPABILITIES; capability++) {
            calls.add(all.prctl(PR_CAPBSET_DROP, capability));
        }
        if (kept != 0) {
            calls.add(all.prctl(PR_SET_KEEPCAPS, 1));
        }
        Predicate<String> given =
                status -> (!noNewPrivileges || is(status, "NoNewPrivs:", 1)) && (!bounded || is(status, "CapBnd:", 0));
        if (!all.make(calls, threads, given)) {
            left.add("no_new_privs and the bounding set of capabilities: a thread does not answer");
        }
    }

    /** Whether this thread can. */
    private boolean isPossible(String what, int option, int argument) {
        try {
            PRCTL.call(option, argument, 0, 0, 0);
            return true;
        } catch (IOException e) {
            left.add(what + ": " + e.getMessage());
            return false;
        }
    }

    /**
     * Gives up the capabilities, which the kernel takes from root that becomes somebody else, unless it was told not to.
     *
     * @throws IOException if a thread keeps some
     */
    void asSomebodyElse() throws IOException {
        Predicate<String> given = status -> isGivenUp(status) && is(status, "CapInh:", 0);
        if (threads.all(given)) {
            return;
        }
        EveryThread all = every;
        if (all != null) {
            List<EveryThread.Call> calls =
                    List.of(all.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL), all.capset(header(), sets(kept)));
            if (!all.make(calls, threads, given)) {
                left.add("inheritable capabilities: a thread does not answer");
            }
        }
        if (!threads.all(this::isGivenUp)) {
            throw new IOException("a thread keeps its capabilities");
        }
    }

    private boolean isGivenUp(String status) {
        return is(status, "CapPrm:", kept) && is(status, "CapEff:", kept) && is(status, "CapAmb:", 0);
    }

    /** What this kernel does not know there is nothing to say of. */
    private static boolean is(String status, String field, long bits) {
        String value = Threads.field(status, field);
        return value.isEmpty() || Long.parseUnsignedLong(value, 16) == bits;
    }

    /** For good: a thread may be late. */
    private static MemorySegment header() {
        return Arena.global().allocateFrom(ValueLayout.JAVA_INT, CAPSET_VERSION_3, 0);
    }

    /** Effective, permitted and inheritable ones, the lower half of each and then the upper ones. */
    private static MemorySegment sets(long kept) {
        int low = (int) kept;
        int high = (int) (kept >>> INT_BITS);
        return Arena.global().allocateFrom(ValueLayout.JAVA_INT, low, low, 0, high, high, 0);
    }
}

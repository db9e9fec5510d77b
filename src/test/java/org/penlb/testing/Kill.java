package org.penlb.testing;

import java.io.IOException;

/** Signals to processes, which the JDK can send but two kinds of. */
public final class Kill {
    private Kill() {}

    /** Sends a process a signal: HUP, USR1... */
    public static void send(String signal, long pid) throws IOException, InterruptedException {
        require(signal, String.valueOf(pid));
    }

    /** Sends this process a signal. */
    public static void self(String signal) throws IOException, InterruptedException {
        send(signal, ProcessHandle.current().pid());
    }

    /** Sends every process of a group a signal, all at once: none that comes or goes meanwhile is missed. */
    public static void sendGroup(String signal, long leader) throws IOException, InterruptedException {
        require(signal, "-" + leader);
    }

    private static void require(String signal, String target) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", "-" + signal, "--", target).start().waitFor() != 0) {
            throw new AssertionError("kill -" + signal + " " + target + " failed");
        }
    }
}

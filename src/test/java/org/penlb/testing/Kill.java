package org.penlb.testing;

import java.io.IOException;

/** Signals to processes, which the JDK can send but two kinds of. */
public final class Kill {
    private Kill() {}

    /** Sends a process a signal: HUP, USR1... */
    public static void send(String signal, long pid) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                        .start()
                        .waitFor()
                != 0) {
            throw new AssertionError("kill -" + signal + " " + pid + " failed");
        }
    }

    /** Sends this process a signal. */
    public static void self(String signal) throws IOException, InterruptedException {
        send(signal, ProcessHandle.current().pid());
    }
}

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

    /** Kills every process of a group, if there is any: the last one may end just now. */
    public static void group(long leader) throws IOException, InterruptedException {
        exitCode("KILL", "-" + leader);
    }

    private static void require(String signal, String target) throws IOException, InterruptedException {
        if (exitCode(signal, target) != 0) {
            throw new AssertionError("kill -" + signal + " " + target + " failed");
        }
    }

    private static int exitCode(String signal, String target) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", "-" + signal, "--", target)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}

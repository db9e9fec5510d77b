package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

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

    /** Kills every process of a group, and says whether there was any, be it one that has ended and is not yet waited for. */
    public static boolean group(long leader) {
        try {
            return kill("KILL", "-" + leader) == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void require(String signal, String target) throws IOException, InterruptedException {
        if (kill(signal, target) != 0) {
            throw new AssertionError("kill -" + signal + " " + target + " failed");
        }
    }

    private static int kill(String signal, String target) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", "-" + signal, "--", target)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}

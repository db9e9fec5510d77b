package org.penlb.cli.command;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of pen that are accepted, so that old command lines work, and do nothing here. */
final class NoEffectOptions {
    @Option(names = "-D", hidden = true)
    boolean delayedForward;

    @Option(names = "-n", hidden = true)
    boolean blocking;

    @Option(names = "-P", hidden = true)
    boolean poll;

    @Option(names = "-Q", hidden = true)
    boolean kqueue;

    @Option(names = "-S", hidden = true, paramLabel = "N")
    @Nullable
    String serversMax;

    @Option(names = "-i", hidden = true)
    boolean windowsService;

    /** Says of each one that was given that it has no effect. */
    void tell(PrintWriter err) {
        tell(err, "-D", delayedForward);
        tell(err, "-n", blocking);
        tell(err, "-P", poll);
        tell(err, "-Q", kqueue);
        tell(err, "-S", serversMax != null);
        tell(err, "-i", windowsService);
    }

    private static void tell(PrintWriter err, String option, boolean given) {
        if (given) {
            err.println("pen: " + option + " has no effect here");
        }
    }
}

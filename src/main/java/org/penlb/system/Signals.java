package org.penlb.system;

import java.util.List;

/** The signals that a daemon lives with. */
public final class Signals {
    private Signals() {}

    /** Has TERM and INT end the program in an orderly way instead of the JVM's. */
    public static void onTermination(Runnable stop) {
        for (String name : List.of("TERM", "INT")) {
            var _ = org.jline.utils.Signals.register(name, stop);
        }
    }

    /** Has HUP do this. */
    public static void onHangup(Runnable reload) {
        var _ = org.jline.utils.Signals.register("HUP", reload);
    }

    /** Has USR1 do this. */
    public static void onUser1(Runnable report) {
        var _ = org.jline.utils.Signals.register("USR1", report);
    }
}

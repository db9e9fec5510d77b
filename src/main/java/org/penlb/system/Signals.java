package org.penlb.system;

import java.util.List;

/** The signals that a daemon lives with. Each is answered on a thread of its own. */
public final class Signals {
    private Signals() {}

    /** Has TERM and INT end the program in an orderly way instead of the JVM's. */
    public static void onTermination(Runnable stop) {
        on(List.of("TERM", "INT"), stop);
    }

    /** Has HUP, which would end the JVM, do this. */
    public static void onHangup(Runnable reload) {
        on(List.of("HUP"), reload);
    }

    /** Has USR1, which would end the JVM, do this. */
    public static void onUser1(Runnable report) {
        on(List.of("USR1"), report);
    }

    private static void on(List<String> names, Runnable answer) {
        for (String name : names) {
            var _ = org.jline.utils.Signals.register(name, answer);
        }
    }
}

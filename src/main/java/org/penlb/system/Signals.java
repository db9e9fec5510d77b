package org.penlb.system;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The signals that a daemon lives with. Several may answer the same one, each on the signal's own thread, one after the other,
 * until it stops to; when nobody answers any more, the signal does what it did before.
 */
public final class Signals {
    private static final Logger LOG = System.getLogger(Signals.class.getName());

    private static final Signals HANGUP = new Signals("HUP");
    private static final Signals USER1 = new Signals("USR1");

    /** What somebody answers. */
    @FunctionalInterface
    public interface Answered extends AutoCloseable {
        /** Answers no more. */
        @Override
        void close();
    }

    private final String name;
    private final List<Runnable> answers = new CopyOnWriteArrayList<>();
    /** What the signal did before anybody answered it. */
    private @Nullable Object before;

    private Signals(String name) {
        this.name = name;
    }

    /** Has TERM and INT end the program in an orderly way instead of the JVM's. */
    public static void onTermination(Runnable stop) {
        for (String name : List.of("TERM", "INT")) {
            var _ = org.jline.utils.Signals.register(name, stop);
        }
    }

    /** Has HUP, which would end the JVM, do this. */
    public static Answered onHangup(Runnable reload) {
        return HANGUP.answeredBy(reload);
    }

    /** Has USR1, which would end the JVM, do this. */
    public static Answered onUser1(Runnable report) {
        return USER1.answeredBy(report);
    }

    private synchronized Answered answeredBy(Runnable answer) {
        if (answers.isEmpty()) {
            before = org.jline.utils.Signals.register(name, this::came);
        }
        answers.add(answer);
        return () -> over(answer);
    }

    private void came() {
        for (Runnable answer : answers) {
            try {
                answer.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "signal " + name, e);
            }
        }
    }

    private synchronized void over(Runnable answer) {
        if (answers.remove(answer) && answers.isEmpty() && before != null) {
            org.jline.utils.Signals.unregister(name, before);
        }
    }
}

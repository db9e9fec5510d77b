package org.penlb.cli.daemon;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.penlb.system.DetachedSession;

/**
 * The background process's side of {@link Background}. Its standard input ends when the process that waits for it does,
 * which is the end of a process that is not ready; on standard output it says that it is.
 */
public final class ParentLink {
    private static final String PROPERTY = "org.penlb.background";

    /** The JVM option that makes a process the child of a {@link Background}. */
    static final String MARK = "-D" + PROPERTY;
    /** The line that says so. */
    static final String READY = "pen is ready";

    private static final int ABANDONED = 1;

    private final String program;
    private final AtomicBoolean ready = new AtomicBoolean();

    private ParentLink(String program) {
        this.program = program;
    }

    /**
     * The link, if this process was started to run in the background.
     *
     * @param program what it is called in messages
     */
    public static @Nullable ParentLink find(String program) {
        return System.getProperty(PROPERTY) == null ? null : new ParentLink(program);
    }

    /**
     * Takes leave of the terminal, and from now on ends this JVM when the parent ends before all is ready. At once: what a
     * start that is not over leaves behind, the next start replaces.
     */
    DetachedSession begin() throws IOException {
        Thread.ofPlatform().daemon().name("parent-watch").start(this::watch);
        return DetachedSession.begin();
    }

    @SuppressWarnings("StreamResourceLeak") // never closed: the descriptor is put to another use
    private void watch() {
        try {
            var parent = new FileInputStream(FileDescriptor.in);
            while (parent.read() >= 0) {
                // it has nothing to say
            }
        } catch (IOException _) {
            // just as well
        }
        if (!ready.get()) {
            System.err.println(program + ": who started it ended before it was ready; not started");
            Runtime.getRuntime().halt(ABANDONED);
        }
    }

    /**
     * Tells the parent, which ends with success.
     *
     * @throws IOException if it is gone
     */
    @SuppressWarnings("StreamResourceLeak") // as above
    void tellReady() throws IOException {
        ready.set(true);
        new FileOutputStream(FileDescriptor.out).write((READY + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}

package org.penlb.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files this process may have open, and what a load balancer does with them. */
public final class FileLimit {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    /** What POSIX has always allowed; for systems that do not tell. */
    private static final int UNKNOWN = 1024;
    /** For the jar, the log, listeners, event loops, control and web connections. */
    private static final int RESERVED = 128;

    private static final FileLimit CURRENT = read();

    private final int files;

    /**
     * @param files how many files may be open
     */
    public FileLimit(int files) {
        this.files = files;
    }

    /**
     * The limit of this process. The JVM raises it to the hard limit when it starts; it is read once, because a jail has no
     * {@code /proc}.
     */
    public static FileLimit current() {
        return CURRENT;
    }

    private static FileLimit read() {
        try {
            for (String line : Files.readAllLines(LIMITS)) {
                if (line.startsWith("Max open files")) {
                    String soft =
                            line.substring("Max open files".length()).strip().split("\\s+")[0];
                    return new FileLimit(soft.equals("unlimited") ? 1 << 20 : Integer.parseInt(soft));
                }
            }
        } catch (IOException | NumberFormatException _) {
            // not Linux
        }
        return new FileLimit(UNKNOWN);
    }

    /** How many pipes an event loop may keep for splicing: a few percent of the files, each pipe being two. */
    public int pipesPerLoop(int eventLoops) {
        return Math.clamp(files / 32 / eventLoops, 2, 256);
    }

    /** How many UDP clients fit at a time: each needs a socket to its server, and each event loop one for clients. */
    public int sessions(int eventLoops) {
        return Math.max(1, files - RESERVED - eventLoops);
    }

    /** How many clients fit at a time: each needs a descriptor, and one for its server. */
    public int connections(int eventLoops) {
        return Math.max(1, (files - RESERVED - 2 * eventLoops * pipesPerLoop(eventLoops)) / 2);
    }

    @Override
    public String toString() {
        return files + " files";
    }
}

package org.penlb.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How many files this process may have open, and what a load balancer does with them. */
public final class FileLimit {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path STATUS = Path.of("/proc/self/status");
    /** The most that anybody's limit can be, whoever raises it (proc(5)). */
    private static final Path SYSTEM_MOST = Path.of("/proc/sys/fs/nr_open");

    private static final String OPEN_FILES = "Max open files";
    private static final String EFFECTIVE = "CapEff:";
    /** CAP_SYS_RESOURCE, which may raise hard limits (capabilities(7)). */
    private static final int MAY_RAISE = 24;
    /** The kernel's number for RLIMIT_NOFILE (getrlimit(2)). */
    private static final int NOFILE = 7;

    private static final CFunction SETRLIMIT = new CFunction("setrlimit");

    /** What POSIX has always allowed; for systems that do not tell. */
    private static final int UNKNOWN = 1024;

    private static final int UNLIMITED = 1 << 20;
    /** Of a line of limits. */
    private static final int SOFT_COLUMN = 0;

    private static final int HARD_COLUMN = 1;
    /** For the jar, the log, listeners, event loops, control and web connections. */
    private static final int RESERVED = 128;

    private static final int MOST_PIPES = 256;

    /** The hard limit that this process began with. */
    private static final int HARD = read(HARD_COLUMN, UNKNOWN);

    private static final FileLimit BEGUN_WITH = new FileLimit(read(SOFT_COLUMN, UNKNOWN));
    private static volatile FileLimit current = BEGUN_WITH;
    private static volatile @Nullable FileLimit attainable;

    private final int files;

    /**
     * @param files how many files may be open
     */
    public FileLimit(int files) {
        this.files = files;
    }

    /**
     * The limit of this process. The JVM mostly raises it to the hard limit when it starts; it is read once, because a jail has
     * no {@code /proc}, and known from then on, since nobody but {@link #raise} changes it.
     */
    public static FileLimit current() {
        return current;
    }

    /** The limit that this process began with: what is not said does not change with what others ask for. */
    public static FileLimit begunWith() {
        return BEGUN_WITH;
    }

    /**
     * The limit that this process could have: everybody can raise it to the hard limit, and root, or whoever else may, up to what
     * the kernel allows anybody.
     */
    public static FileLimit attainable() {
        FileLimit known = attainable;
        if (known == null) {
            int least = Math.max(current.files, HARD);
            known = new FileLimit(mayRaise() ? Math.max(least, systemMost()) : least);
            attainable = known;
        }
        return known;
    }

    /** This process may be allowed less from now on. */
    static void forgetPrivileges() {
        attainable = null;
    }

    /**
     * Raises the limit of this process, the hard one with it where that is needed, if it is smaller and this process may do that.
     *
     * @param wanted how many files are to be allowed; more than the kernel allows anybody is as many as that
     * @return the limit as it is then
     * @throws IOException with the system's sentence, if it refuses
     */
    public static synchronized FileLimit raise(FileLimit wanted) throws IOException {
        int files = Math.min(wanted.files, attainable().files);
        if (files > current.files) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment both = arena.allocateFrom(ValueLayout.JAVA_LONG, files, Math.max(files, HARD));
                SETRLIMIT.call(NOFILE, both);
            }
            current = new FileLimit(files);
        }
        return current;
    }

    private static int read(int column, int otherwise) {
        String[] both = field(LIMITS, OPEN_FILES).split("\\s+");
        try {
            String limit = both[Math.min(column, both.length - 1)];
            return limit.equals("unlimited") ? UNLIMITED : Integer.parseInt(limit);
        } catch (NumberFormatException _) {
            return otherwise; // not Linux
        }
    }

    private static boolean mayRaise() {
        String set = field(STATUS, EFFECTIVE);
        try {
            return (Long.parseUnsignedLong(set, 16) >> MAY_RAISE & 1) == 1;
        } catch (NumberFormatException _) {
            return false; // not Linux, or a jail
        }
    }

    private static int systemMost() {
        try {
            return (int) Math.min(
                    Integer.MAX_VALUE,
                    Long.parseLong(Files.readString(SYSTEM_MOST).strip()));
        } catch (IOException | NumberFormatException _) {
            return UNKNOWN;
        }
    }

    /** What is behind a name, of a file that has a line for each name; the empty string if it is not there. */
    private static String field(Path file, String name) {
        try {
            return Threads.field(Files.readString(file), name);
        } catch (IOException _) {
            return ""; // not Linux, or a jail
        }
    }

    /** Whether so many files may be open at all. */
    public boolean allows(long wanted) {
        return wanted <= files;
    }

    /** How many pipes an event loop may keep for splicing: a few percent of the files, each pipe being two. */
    public int pipesPerLoop(int eventLoops) {
        return Math.clamp(files / 32 / eventLoops, 2, MOST_PIPES);
    }

    /** How many UDP clients fit at a time: each needs a socket to its server, and each event loop one for clients. */
    public int sessions(int eventLoops) {
        return Math.max(1, files - RESERVED - eventLoops);
    }

    /** How many clients fit at a time: each needs a descriptor, and one for its server. */
    public int connections(int eventLoops) {
        return Math.max(1, (files - RESERVED - 2 * eventLoops * pipesPerLoop(eventLoops)) / 2);
    }

    /**
     * The limit that these fit in together.
     *
     * @param sessions of UDP clients at a time
     * @param connections at a time
     */
    public static FileLimit of(long sessions, long connections, int eventLoops) {
        long files = RESERVED + (2L * MOST_PIPES + 1) * eventLoops + sessions + 2 * connections;
        return new FileLimit((int) Math.min(Integer.MAX_VALUE, files));
    }

    @Override
    public String toString() {
        return files + " files";
    }
}

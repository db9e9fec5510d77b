package org.penlb.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose rights the threads of this process have, as the kernel sees it: on Linux a user is a thread's, and the C library
 * has to change each. The descriptor that is held keeps this readable after the root folder has changed.
 */
final class Threads implements AutoCloseable {
    private static final Path TASKS = Path.of("/proc/self/task");
    /** What reading says of a thread that ends just then. */
    private static final String ENDING = "No such process";

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final @Nullable SecureDirectoryStream<Path> tasks;

    private Threads(@Nullable SecureDirectoryStream<Path> tasks) {
        this.tasks = tasks;
    }

    /** Knows of no threads where the system does not show them. */
    @SuppressWarnings("StreamResourceLeak") // held until close
    static Threads ofThisProcess() throws IOException {
        if (!Files.isDirectory(TASKS)) {
            return new Threads(null);
        }
        DirectoryStream<Path> opened = Files.newDirectoryStream(TASKS);
        if (opened instanceof SecureDirectoryStream<Path> stream) {
            return new Threads(stream);
        }
        opened.close();
        return new Threads(null);
    }

    /** Does something about a thread, by its number. */
    @FunctionalInterface
    interface Reminder {
        void remind(long thread) throws IOException;
    }

    /**
     * @throws IOException if a thread has another user, another group or other groups; it names the thread
     */
    void expectAll(Account account) throws IOException {
        String other = first(status -> !has(status, account), _ -> {});
        if (other != null) {
            throw new IOException("the thread " + other + " did not become " + account.name());
        }
    }

    /** Whether the status of every thread is as expected. */
    boolean all(Predicate<String> expected) throws IOException {
        return first(status -> !expected.test(status), _ -> {}) == null;
    }

    /**
     * Reminds each thread once of what its status is expected to say, and waits until all have done it.
     *
     * @return whether they have, within two seconds
     */
    boolean until(Predicate<String> expected, Reminder reminder) throws IOException {
        Set<Long> reminded = new TreeSet<>();
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (tasks != null && System.nanoTime() < end) {
            String late = first(status -> !expected.test(status), thread -> {
                if (reminded.add(thread)) {
                    reminder.remind(thread);
                }
            });
            if (late == null) {
                return true;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }

    /** The first of the threads of this kind; null if there is none. Something is done about each. */
    private @Nullable String first(Predicate<String> kind, Reminder about) throws IOException {
        if (tasks == null) {
            return null;
        }
        String first = null;
        try (SecureDirectoryStream<Path> now = tasks.newDirectoryStream(Path.of("."))) {
            for (Path task : now) {
                String thread = task.getFileName().toString();
                String status = status(thread);
                if (status != null && kind.test(status)) {
                    first = first == null ? thread : first;
                    about.remind(Long.parseLong(thread));
                }
            }
        }
        return first;
    }

    /** What the kernel says of a thread; null if it has ended. */
    private @Nullable String status(String thread) throws IOException {
        SecureDirectoryStream<Path> all = Objects.requireNonNull(tasks);
        try (InputStream in = Channels.newInputStream(
                all.newByteChannel(Path.of(thread, "status"), Set.of(StandardOpenOption.READ)))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            if (ENDING.equals(e.getMessage())) {
                return null;
            }
            throw e;
        }
    }

    /** What a field of a thread's status says; "" if there is none. Cheap, since a process that starts runs no compiled code. */
    static String field(String status, String name) {
        int at = status.indexOf("\n" + name);
        if (at < 0) {
            return "";
        }
        int begin = at + 1 + name.length();
        int end = status.indexOf('\n', begin);
        return status.substring(begin, end < 0 ? status.length() : end).strip();
    }

    /** Whether every user and group id (real, effective, saved, of the file system) in a thread's status is the account's. */
    static boolean has(String status, Account account) {
        return ids(status, "Uid:").equals(Set.of(account.uid()))
                && ids(status, "Gid:").equals(Set.of(account.gid()))
                && ids(status, "Groups:").equals(account.groups());
    }

    private static Set<Integer> ids(String status, String field) {
        Set<Integer> ids = new TreeSet<>();
        var words = new StringTokenizer(field(status, field));
        while (words.hasMoreTokens()) {
            ids.add(Integer.parseUnsignedInt(words.nextToken()));
        }
        return ids;
    }

    @Override
    public void close() throws IOException {
        if (tasks != null) {
            tasks.close();
        }
    }
}

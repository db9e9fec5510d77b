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
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose rights the threads of this process have, as the kernel sees it: on Linux a user is a thread's, and the C library
 * has to change each. The descriptor that is held keeps this readable after the root folder has changed.
 */
final class Threads implements AutoCloseable {
    private static final Path TASKS = Path.of("/proc/self/task");

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

    /**
     * @throws IOException if a thread has another user, another group or other groups; it names the thread
     */
    void expectAll(Account account) throws IOException {
        if (tasks == null) {
            return;
        }
        for (Path task : tasks) {
            Path thread = task.getFileName();
            try (InputStream in = Channels.newInputStream(
                    tasks.newByteChannel(thread.resolve("status"), Set.of(StandardOpenOption.READ)))) {
                String status = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                if (!has(status, account)) {
                    throw new IOException("the thread " + thread + " did not become " + account.name());
                }
            } catch (NoSuchFileException _) {
                // a thread that has ended
            }
        }
    }

    /** Whether every user and group id (real, effective, saved, of the file system) in a thread's status is the account's. */
    static boolean has(String status, Account account) {
        return ids(status, "Uid:").equals(Set.of(account.uid()))
                && ids(status, "Gid:").equals(Set.of(account.gid()))
                && ids(status, "Groups:").equals(account.groups());
    }

    private static Set<Integer> ids(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field))
                .flatMap(line ->
                        Arrays.stream(line.substring(field.length()).strip().split("\\s+")))
                .filter(word -> !word.isEmpty())
                .map(Integer::parseUnsignedInt)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() throws IOException {
        if (tasks != null) {
            tasks.close();
        }
    }
}

package org.penlb.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file that tells others which process this is. It stays open and locked as long as the process lives, which is how a
 * file that a killed Pen left behind is told from one in use: the number in it may be another program's by now.
 */
public final class PidFile implements AutoCloseable {
    /** Enough for any process number. */
    private static final int LONGEST = 32;
    /** Somebody has to remove the file at the very moment, each time. */
    private static final int ATTEMPTS = 100;

    private final Path path;
    private final String content;
    private final FileChannel file;
    /**
     * Kept open beside the first: POSIX takes a process's locks on a file away when any of its descriptors for that file is
     * closed.
     */
    private final FileChannel seenAtPath;

    private PidFile(Path path, String content, FileChannel file, FileChannel seenAtPath) {
        this.path = path;
        this.content = content;
        this.file = file;
        this.seenAtPath = seenAtPath;
    }

    /**
     * Writes the number of this process and a newline into a file, which is made or, if nobody holds it, taken over. A
     * symbolic link is not followed: it could be somebody's way to have root write elsewhere.
     *
     * @param path absolute, so that it means the same when this process works in another folder
     * @throws IOException with a sentence that says why that cannot be; a process that holds the file is named
     */
    public static PidFile write(Path path) throws IOException {
        return write(path, ProcessHandle.current().pid());
    }

    static PidFile write(Path path, long pid) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            PidFile written = tryToWrite(path, pid + "\n");
            if (written != null) {
                return written;
            }
        }
        throw new IOException("somebody keeps removing the file");
    }

    private static @Nullable PidFile tryToWrite(Path path, String content) throws IOException {
        FileChannel file = open(path);
        try {
            if (!lock(file)) {
                throw new IOException("in use by process " + read(file).strip());
            }
            file.truncate(0);
            file.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)), 0);
            FileChannel there = openIfHolds(path, content);
            if (there != null) {
                return new PidFile(path, content, file, there);
            }
            file.close(); // who held it removed it after we had opened it
            return null;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static FileChannel open(Path path) throws IOException {
        try {
            if (isOfAnotherKind(path)) {
                throw new IOException("not a regular file");
            }
            return FileChannel.open(
                    path,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            throw new IOException("no such directory", e);
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied", e);
        } catch (FileSystemException e) {
            throw new IOException(e.getReason() == null ? e.getMessage() : e.getReason(), e);
        }
    }

    private static boolean isOfAnotherKind(Path path) throws IOException {
        try {
            return !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile();
        } catch (NoSuchFileException _) {
            return false; // it will be made
        }
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // held by this very process
        }
    }

    private static String read(FileChannel file) throws IOException {
        var bytes = ByteBuffer.allocate(LONGEST);
        file.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }

    /**
     * What the name leads to by now, if it is the file that was written. That is known by its content: while we hold the lock
     * nobody writes to our file, and nobody else writes our number.
     */
    private static @Nullable FileChannel openIfHolds(Path path, String content) throws IOException {
        try {
            FileChannel there = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            if (read(there).equals(content)) {
                return there;
            }
            there.close();
            return null;
        } catch (NoSuchFileException | AccessDeniedException _) {
            return null;
        }
    }

    /**
     * Removes the file if it is still ours. Where this process has lost the right to, or its jail does not show the file, it
     * is left empty.
     *
     * @throws IOException if not even that was possible
     */
    @Override
    public void close() throws IOException {
        // The lock goes last: before that nobody else can have taken the name.
        try (file;
                seenAtPath;
                FileChannel there = openIfHolds(path, content)) {
            if (there == null || !removed()) {
                file.truncate(0);
            }
        }
    }

    private boolean removed() throws IOException {
        try {
            return Files.deleteIfExists(path);
        } catch (AccessDeniedException _) {
            return false; // the folder is not this user's
        }
    }
}

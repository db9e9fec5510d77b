package org.penlb.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file that tells others which process this is. It stays open and locked as long as the process lives, which is how a
 * file that a killed Pen left behind is told from one in use: the number in it may be another program's by now. Until the
 * process is to be found it is empty.
 */
public final class PidFile implements AutoCloseable {
    /** Enough for any process number. */
    private static final int LONGEST = 32;
    /** Somebody has to remove the file at the very moment, each time. */
    private static final int ATTEMPTS = 100;

    private final Path path;
    private final FileIdentity identity;
    private final FileChannel file;
    /**
     * Kept open beside the first: POSIX takes a process's locks on a file away when any of its descriptors for that file is
     * closed.
     */
    private final FileChannel seenAtPath;

    private final long pid;
    private String content = "";

    private PidFile(Path path, FileIdentity identity, FileChannel file, FileChannel seenAtPath, long pid) {
        this.path = path;
        this.identity = identity;
        this.file = file;
        this.seenAtPath = seenAtPath;
        this.pid = pid;
    }

    /**
     * Makes a file for the number of this process or, if nobody holds it, takes it over; it is empty until {@link #tell}. A
     * symbolic link is not followed: it could be somebody's way to have root write elsewhere.
     *
     * @param path absolute, so that it means the same when this process works in another folder
     * @throws IOException with a sentence that says why that cannot be; a process that holds the file is named
     */
    public static PidFile open(Path path) throws IOException {
        return open(path, ProcessHandle.current().pid());
    }

    static PidFile open(Path path, long pid) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            PidFile opened = tryToOpen(path, pid);
            if (opened != null) {
                return opened;
            }
        }
        throw new IOException("somebody keeps removing the file");
    }

    /** Writes the number of this process and a newline into the file, whoever this process is by now. */
    public void tell() throws IOException {
        content = pid + "\n";
        write(file, content);
    }

    private static @Nullable PidFile tryToOpen(Path path, long pid) throws IOException {
        FileChannel file = openByName(path);
        if (file == null) {
            return null;
        }
        try {
            if (!lock(file)) {
                String holder = read(file).strip();
                throw new IOException(
                        holder.matches("\\d+")
                                ? "in use by process " + holder
                                : "in use by a process that is starting");
            }
            file.truncate(0);
            String mark = "starting " + pid + "\n";
            write(file, mark);
            FileIdentity identity = FileIdentity.of(path);
            FileChannel there = openIfHolds(path, mark);
            if (there != null && identity != null && identity.isAt(path)) {
                file.truncate(0);
                return new PidFile(path, identity, file, there, pid);
            }
            file.close(); // who held it removed it after we had opened it
            if (there != null) {
                there.close();
            }
            return null;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static void write(FileChannel file, String content) throws IOException {
        file.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    /**
     * One that is there is not opened as one that may be made: in a folder like /tmp not even root may do that with a file of
     * another user's.
     *
     * @return null if it has come or gone meanwhile
     */
    private static @Nullable FileChannel openByName(Path path) throws IOException {
        boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        Set<OpenOption> how =
                new HashSet<>(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        if (!isThere) {
            how.add(StandardOpenOption.CREATE_NEW);
        }
        try {
            if (isThere && isOfAnotherKind(path)) {
                throw new IOException("not a regular file");
            }
            return FileChannel.open(path, how);
        } catch (FileAlreadyExistsException _) {
            return null;
        } catch (NoSuchFileException e) {
            if (isThere) {
                return null;
            }
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
     * nobody writes to our file, and nobody else here writes our number.
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
     * Removes the file if it is still ours: neither another one has its name by now, nor another number is in it. Where this
     * process has lost the right to, or its jail does not show the file, it is left empty.
     *
     * @throws IOException if not even that was possible
     */
    @Override
    public void close() throws IOException {
        // The lock goes last: before that nobody else can have taken the name.
        try (file;
                seenAtPath) {
            if (read(file).equals(content) && !(identity.isAt(path) && removed())) {
                file.truncate(0);
            }
        }
    }

    private boolean removed() {
        try {
            return Files.deleteIfExists(path);
        } catch (IOException _) {
            return false; // the folder is not this user's, or nobody's to change
        }
    }
}

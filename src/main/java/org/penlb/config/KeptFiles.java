package org.penlb.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files that this process may read by their names no more, once it is another user in another root directory, and holds open
 * from before: what is written into them later is seen. A file that is put in the place of one is not; that is told once.
 */
public final class KeptFiles {
    /** A descriptor each; a folder of certificates may have thousands. */
    private static final int MOST = 1000;
    /** More than whoever reads them takes. */
    private static final int LONGEST = (16 << 20) + 1;

    private static final Logger LOG = System.getLogger(KeptFiles.class.getName());
    private static final Map<Path, KeptFiles> KEPT = new ConcurrentHashMap<>();

    private static final Map<Path, List<Path>> FOLDERS = new ConcurrentHashMap<>();

    /** Which file it is; the number of an inode is given away again. */
    private record Identity(@Nullable Object key, FileTime made) {
        /** That a name leads to; null if none can be seen. */
        static @Nullable Identity of(Path name) {
            try {
                BasicFileAttributes its = Files.readAttributes(name, BasicFileAttributes.class);
                return new Identity(its.fileKey(), its.creationTime());
            } catch (IOException _) {
                return null;
            }
        }
    }

    private final FileChannel file;
    private final @Nullable Identity identity;
    private final AtomicReference<@Nullable Identity> toldOf = new AtomicReference<>();

    private KeptFiles(FileChannel file, @Nullable Identity identity) {
        this.file = file;
        this.identity = identity;
    }

    /**
     * Opens a file for later.
     *
     * @param name how it will be asked for; if it is a folder's, what is in it is opened
     * @return false if that is no regular file, cannot be read, or is one too many, or if one of those in a folder is
     */
    public static synchronized boolean keep(Path name) {
        Path path = name.toAbsolutePath();
        if (Files.isDirectory(path)) {
            return keepFolder(path);
        }
        if (KEPT.containsKey(path)) {
            return true;
        }
        if (KEPT.size() >= MOST || !Files.isRegularFile(path)) {
            return false;
        }
        try {
            KEPT.put(path, new KeptFiles(FileChannel.open(path, StandardOpenOption.READ), Identity.of(path)));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean keepFolder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.sorted().toList();
            FOLDERS.put(folder, all);
            boolean isWhole = true;
            for (Path file : all) {
                isWhole &= !Files.isRegularFile(file) || keep(file);
            }
            return isWhole;
        } catch (IOException _) {
            return false;
        }
    }

    /** What was in a folder that is out of reach and was kept; null if it is neither or in reach. */
    public static @Nullable List<Path> folder(Path name) {
        List<Path> kept = FOLDERS.get(name.toAbsolutePath());
        return kept == null || Files.isReadable(name) ? null : kept;
    }

    /** Whether a file or a folder is read as it was opened before, because it is out of reach by its name. */
    public static boolean isOutOfReach(Path name) {
        Path path = name.toAbsolutePath();
        return (KEPT.containsKey(path) || FOLDERS.containsKey(path)) && !Files.isReadable(name);
    }

    /**
     * Opens a file to read it, by its name or as it was opened before.
     *
     * @throws IOException if neither is possible
     */
    public static InputStream open(Path name) throws IOException {
        byte[] kept = bytes(name);
        return kept == null ? Files.newInputStream(name) : new ByteArrayInputStream(kept);
    }

    /** What is in a file that is out of reach by its name and was opened before; null if it is neither or in reach. */
    public static byte @Nullable [] bytes(Path name) throws IOException {
        KeptFiles kept = KEPT.get(name.toAbsolutePath());
        if (kept == null || Files.isReadable(name)) {
            return null;
        }
        kept.tellIfReplaced(name);
        return kept.read();
    }

    private byte[] read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), LONGEST));
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) > 0) {
            // until it is whole
        }
        byte[] read = new byte[bytes.flip().remaining()];
        bytes.get(read);
        return read;
    }

    private void tellIfReplaced(Path name) {
        Identity there = Identity.of(name);
        if (there != null && !there.equals(identity) && !there.equals(toldOf.getAndSet(there))) {
            LOG.log(
                    Level.WARNING,
                    "{0}: there is another file now, which this user may not read: what was opened at the start stays in use",
                    name);
        }
    }
}

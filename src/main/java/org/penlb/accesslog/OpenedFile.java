package org.penlb.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A regular file that is appended to, and that others may rename or remove meanwhile. */
final class OpenedFile implements WritableByteChannel {
    /** Where Linux shows what is open, even if it has no name any more. */
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final Path name;
    private final FileChannel channel;
    /** Tells files from each other; null where the system does not. */
    private final @Nullable Object key;

    /** Where it was seen last when its name did not lead to it. */
    private @Nullable Path seen;

    private OpenedFile(Path name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
        this.key = keyOf(name);
    }

    /** Opens a file by its name, a new one if there is none. */
    static OpenedFile append(Path name) throws IOException {
        return new OpenedFile(name, FileChannel.open(name, StandardOpenOption.APPEND, StandardOpenOption.CREATE));
    }

    private static @Nullable Object keyOf(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException _) {
            return null;
        }
    }

    /** Whether both are the same file. */
    boolean isSameAs(WritableByteChannel other) {
        return key != null && other instanceof OpenedFile file && key.equals(file.key);
    }

    /** Where it is now. Cheap as long as its name leads to it. */
    Standing standing() {
        if (key == null || key.equals(keyOf(name))) {
            return Standing.IN_PLACE;
        }
        return hasName() ? Standing.MOVED : Standing.REMOVED;
    }

    /** In a jail there is no /proc as a rule: then a file that is renamed within its folder is found, and no other. */
    private boolean hasName() {
        Path shown = seen;
        if (shown == null || !isOurs(shown)) {
            shown = oursIn(DESCRIPTORS);
            shown = shown != null ? shown : oursIn(name.resolveSibling(""));
            seen = shown;
        }
        try {
            return shown != null && (int) Files.getAttribute(shown, "unix:nlink") > 0;
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    private @Nullable Path oursIn(Path folder) {
        try (DirectoryStream<Path> ours = Files.newDirectoryStream(folder, this::isOurs)) {
            Iterator<Path> found = ours.iterator();
            return found.hasNext() ? found.next() : null;
        } catch (IOException | DirectoryIteratorException _) {
            return null;
        }
    }

    private boolean isOurs(Path shown) {
        return key != null && key.equals(keyOf(shown));
    }

    /** In bytes; -1 if that cannot be said. */
    long size() {
        try {
            return channel.size();
        } catch (IOException _) {
            return -1;
        }
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return channel.write(bytes);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package org.penlb.accesslog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.penlb.system.FileIdentity;
import org.penlb.system.InheritedDescriptor;

/**
 * A file that lines are appended to, opened by its name again and again, on any thread. One that this process may open no more once it is
 * another user is opened before, by {@link #keep}.
 */
public final class AppendedFile implements LogFile.Opening {
    /** Those that were opened before and are not used yet. */
    private static final Map<Path, Deque<WritableByteChannel>> KEPT = new HashMap<>();

    private final Path path;
    private @Nullable FileIdentity opened;
    private OptionalInt inherited = OptionalInt.empty();

    /**
     * @param path not made absolute: after a change of the root directory it means a file below that
     */
    AppendedFile(Path path) {
        this.path = path;
    }

    /**
     * Opens a file for whoever is the next to open it by this name and may not.
     *
     * @throws IOException if it cannot be opened
     */
    public static void keep(Path path) throws IOException {
        WritableByteChannel channel = openByName(path);
        synchronized (KEPT) {
            KEPT.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(channel);
        }
    }

    @Override
    public synchronized WritableByteChannel open() throws IOException {
        inherited = InheritedDescriptor.named(path);
        WritableByteChannel channel =
                inherited.isPresent() ? InheritedDescriptor.open(inherited.getAsInt()) : openOrTake();
        opened = FileIdentity.behind(path);
        return channel;
    }

    private WritableByteChannel openOrTake() throws IOException {
        try {
            return openByName(path);
        } catch (AccessDeniedException e) {
            WritableByteChannel kept = kept();
            if (kept == null) {
                throw e;
            }
            return kept;
        }
    }

    private @Nullable WritableByteChannel kept() {
        synchronized (KEPT) {
            Deque<WritableByteChannel> those = KEPT.get(path);
            return those == null ? null : those.poll();
        }
    }

    /** What this process was started with has no name to be opened by, and one that was not renamed needs none. */
    @Override
    public synchronized @Nullable WritableByteChannel reopen() throws IOException {
        OptionalInt now = InheritedDescriptor.named(path);
        if (now.isPresent() && now.equals(inherited)) {
            return null;
        }
        try {
            return open();
        } catch (AccessDeniedException e) {
            FileIdentity there = FileIdentity.behind(path);
            if (there != null && there.equals(opened)) {
                return null;
            }
            throw e;
        }
    }

    private static WritableByteChannel openByName(Path path) throws IOException {
        // Opening a pipe for writing alone waits for a reader; that may be never. Terminals do not mind.
        return isSpecial(path)
                ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : OpenedFile.append(path);
    }

    private static boolean isSpecial(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isOther();
        } catch (NoSuchFileException _) {
            return false;
        }
    }
}

package org.penlb.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * A log file. Lines are appended in batches; while the file cannot be written (disk full), the batch waits and goes on
 * where it stopped, so that no line is torn or lost.
 *
 * @param <E> what lines are made of
 */
final class LogFile<E> implements Sink<E> {
    /** In bytes: some hundred lines to a system call. No line may be longer. */
    static final int BATCH = 64 * 1024;

    /** Opens the file, a new one if the name has none. */
    @FunctionalInterface
    interface Opening {
        WritableByteChannel open() throws IOException;
    }

    private final Trouble trouble;
    private final Opening opening;
    private final Function<E, byte[]> format;

    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH);
    private final ByteBuffer unwritten = batch.duplicate();
    private WritableByteChannel file;
    private final AtomicReference<@Nullable WritableByteChannel> next = new AtomicReference<>();

    /**
     * @param format makes a line, with its line feed
     * @throws ConfigException if it cannot be opened
     */
    LogFile(Trouble trouble, Opening opening, Function<E, byte[]> format) {
        this.trouble = trouble;
        this.opening = opening;
        this.format = format;
        file = openFile();
        unwritten.limit(0);
    }

    /**
     * How to open a file by its name. The name is not made absolute: after a change of the root directory it means a file
     * below that.
     *
     * @throws ConfigException if it is no name of a file
     */
    static Opening appendingTo(String name, Trouble trouble) {
        Path path;
        try {
            path = Path.of(name);
        } catch (InvalidPathException e) {
            throw trouble.error("not the name of a file (" + e.getReason() + ")");
        }
        return () -> {
            // Opening a pipe for writing alone waits for a reader; that may be never. Terminals do not mind.
            return isSpecial(path)
                    ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    : FileChannel.open(path, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
        };
    }

    private static boolean isSpecial(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isOther();
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    @Override
    public boolean take(E next) {
        byte[] line = format.apply(next);
        if (line.length > batch.remaining()) {
            return false;
        }
        batch.put(line);
        return true;
    }

    @Override
    public boolean flush() {
        WritableByteChannel opened = next.getAndSet(null);
        if (opened != null) {
            goOnWith(opened);
        }
        unwritten.limit(batch.position());
        try {
            while (unwritten.hasRemaining()) {
                file.write(unwritten);
            }
        } catch (IOException e) {
            trouble.failed(reason(e));
            return false;
        }
        batch.clear();
        unwritten.position(0);
        return true;
    }

    private void goOnWith(WritableByteChannel opened) {
        close(file);
        file = opened;
        // The old file ends within a line if it could not be written. The new one gets all of it.
        int at = unwritten.position();
        while (at > 0 && batch.get(at - 1) != '\n') {
            at--;
        }
        unwritten.position(at);
    }

    @Override
    public void reopen() {
        WritableByteChannel unused = next.getAndSet(openFile());
        if (unused != null) {
            close(unused);
        }
    }

    @Override
    public int close() {
        close(file);
        WritableByteChannel unused = next.getAndSet(null);
        if (unused != null) {
            close(unused);
        }
        int lines = 0;
        for (int at = unwritten.position(); at < batch.position(); at++) {
            lines += batch.get(at) == '\n' ? 1 : 0;
        }
        return lines;
    }

    private WritableByteChannel openFile() {
        try {
            return opening.open();
        } catch (IOException e) {
            throw trouble.error(reason(e));
        }
    }

    private void close(WritableByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            trouble.failed(reason(e)); // what NFS and quotas have to say
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such directory";
            case ClosedChannelException _ -> "given up";
            case FileSystemException system
            when system.getReason() != null -> system.getReason().toLowerCase(Locale.ROOT);
            default -> String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        };
    }
}

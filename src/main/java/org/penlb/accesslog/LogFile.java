package org.penlb.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * A log file. Lines are appended in batches; while the file cannot be written (disk full), the batch waits and goes on
 * where it stopped, so that no line is torn or lost. Where the file has been removed, or cannot be written while another can
 * that has its name now, the lines go on in one that is opened anew.
 *
 * @param <E> what lines are made of
 */
final class LogFile<E> implements Sink<E> {
    /** In bytes: some hundred lines to a system call. No line may be longer. */
    static final int BATCH = 64 * 1024;

    /** How often it is looked whether the file still has its name, in nanoseconds. */
    private static final long LOOKS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Opens the file, a new one if the name has none. */
    @FunctionalInterface
    interface Opening {
        WritableByteChannel open() throws IOException;

        /** Opens it anew; null if the one that was opened last is to be used on. */
        default @Nullable WritableByteChannel reopen() throws IOException {
            return open();
        }
    }

    private final Trouble trouble;
    private final Opening opening;
    private final Function<E, byte[]> format;

    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH);
    private final ByteBuffer unwritten = batch.duplicate();
    private WritableByteChannel file;
    private final AtomicReference<@Nullable WritableByteChannel> next = new AtomicReference<>();
    private final Reopening reopening = new Reopening();

    private volatile boolean failing;
    /** How long the file was when it could not be written. */
    private long sizeThen;

    private long lookedAt = System.nanoTime();
    /** There is reason to look before something is written. */
    private volatile boolean doubted;

    /**
     * @param format makes a line, with its line feed
     * @throws ConfigException if it cannot be opened
     */
    LogFile(Trouble trouble, Opening opening, Function<E, byte[]> format) {
        this.trouble = trouble;
        this.opening = opening;
        this.format = format;
        file = opened(opening);
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
        return new AppendedFile(path);
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
        if (!unwritten.hasRemaining()) {
            return true;
        }
        try {
            find();
            if (failing && size() != sizeThen) {
                toStartOfLine(); // others have written behind the half of it, or taken it away
            }
            while (unwritten.hasRemaining()) {
                file.write(unwritten);
            }
        } catch (IOException e) {
            failing = true;
            sizeThen = size();
            trouble.failed(reason(e));
            return false;
        }
        failing = false;
        batch.clear();
        unwritten.position(0);
        return true;
    }

    /** Sees to it that what is written now can be found, and that a file that cannot be written gives way to one that can. */
    private void find() throws IOException {
        long now = System.nanoTime();
        if (!(file instanceof OpenedFile old) || (!failing && !doubted && now - lookedAt < LOOKS)) {
            return;
        }
        doubted = false;
        lookedAt = now;
        Standing standing = old.standing();
        if (standing == Standing.REMOVED) {
            goOnWith(opening.open());
            trouble.failed("the file was removed; a new one is made");
        } else if (failing) {
            try {
                goOnWith(opening.open());
            } catch (IOException _) {
                // the old one is no worse
            }
        }
    }

    private long size() {
        return file instanceof OpenedFile regular ? regular.size() : 0;
    }

    private void goOnWith(WritableByteChannel opened) {
        boolean same = opened instanceof OpenedFile regular && regular.isSameAs(file);
        close(file);
        file = opened;
        if (!same) {
            toStartOfLine(); // the old file ends within it if it could not be written
            sizeThen = size();
        }
    }

    private void toStartOfLine() {
        int at = unwritten.position();
        while (at > 0 && batch.get(at - 1) != '\n') {
            at--;
        }
        unwritten.position(at);
    }

    @Override
    public void reopen() {
        WritableByteChannel reopened;
        try {
            reopened = opening.reopen();
        } catch (IOException e) {
            doubted = true;
            reopening.failed();
            throw trouble.unavailable(reason(e));
        }
        reopening.done();
        WritableByteChannel unused = reopened == null ? null : next.getAndSet(reopened);
        if (unused != null) {
            close(unused);
        }
    }

    @Override
    public long retry() {
        if (reopening.isDue()) {
            WritableByteChannel opened;
            try {
                opened = opening.open();
            } catch (IOException _) {
                reopening.failedAgain();
                return reopening.due();
            }
            goOnWith(opened);
            if (reopening.done()) {
                trouble.tell("the file is open again");
            }
        }
        return reopening.due();
    }

    @Override
    public boolean isUp() {
        return !failing && !reopening.isWanted();
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

    private WritableByteChannel opened(Opening opening) {
        try {
            return opening.open();
        } catch (IOException e) {
            throw trouble.unavailable(reason(e));
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

package org.penlb.logtools.merge;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a log: of a file, a pipe or stdin, as they are or, if they begin as gzip does, uncompressed. Of a pipe this
 * shows with the first read, so that opening it does not wait for who writes to it.
 */
final class LogStream implements AutoCloseable {
    /** The name that stands for stdin. */
    static final String STDIN = "-";

    /** What {@link #size()} says of a pipe. */
    static final long UNKNOWN = -1;

    private static final int GZIP_BUFFER = 1 << 14;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final String name;
    private final Counting raw;
    private final long size;
    private @Nullable InputStream text;
    private boolean compressed;

    private LogStream(String name, InputStream in, long size) {
        this.name = name;
        raw = new Counting(in);
        this.size = size;
    }

    /**
     * Opens it.
     *
     * @param name of a file, or {@value #STDIN}
     * @throws IOException if it cannot be opened; the message names it
     */
    static LogStream open(String name, InputStream stdin) throws IOException {
        if (name.equals(STDIN)) {
            return new LogStream("stdin", stdin, UNKNOWN);
        }
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new IOException(name + ": is a directory (expected: a log file)");
        }
        try {
            var file = new FileInputStream(name);
            if (!Files.isRegularFile(path)) {
                return new LogStream(name, file, UNKNOWN);
            }
            var log = new LogStream(name, file, Files.size(path));
            log.text = log.detect();
            return log;
        } catch (EOFException | ZipException e) {
            String reason = e instanceof EOFException ? "it ends too early" : e.getMessage();
            throw new IOException(name + ": begins as gzip does, but is not that: " + reason, e);
        } catch (FileNotFoundException e) {
            String reason = Files.exists(path) ? String.valueOf(e.getMessage()) : "there is no such file";
            throw new IOException(name + ": cannot be opened: " + reason, e);
        }
    }

    String name() {
        return name;
    }

    /** How many bytes the file had when it was opened, compressed ones if it is; {@link #UNKNOWN} of what is no file. */
    long size() {
        return size;
    }

    /** How many of them have been read. */
    long position() {
        return raw.count;
    }

    /** Whether it turned out to be compressed. */
    boolean isCompressed() {
        return compressed;
    }

    /** As {@link InputStream#read(byte[], int, int)}. */
    int read(byte[] into, int from, int length) throws IOException {
        InputStream in = text;
        if (in == null) {
            in = detect();
            text = in;
        }
        return in.read(into, from, length);
    }

    private InputStream detect() throws IOException {
        byte[] start = new byte[2];
        int length = raw.readNBytes(start, 0, start.length);
        var whole = new PushbackInputStream(raw, start.length);
        whole.unread(start, 0, length);
        compressed = length == start.length
                && Byte.toUnsignedInt(start[0]) == GZIP_FIRST
                && Byte.toUnsignedInt(start[1]) == GZIP_SECOND;
        return compressed ? new GZIPInputStream(whole, GZIP_BUFFER) : whole;
    }

    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException _) {
            // it was only read
        }
    }

    private static final class Counting extends InputStream {
        private final InputStream in;
        private long count;

        Counting(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = in.read(into, from, length);
            count += Math.max(read, 0);
            return read;
        }

        /** Else GZIPInputStream takes a pipe that is slow for the end of what was compressed. */
        @Override
        public int available() {
            return 1;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

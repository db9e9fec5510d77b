package org.penlb.cli.penctl;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines as bytes: what they mean is the server's business. */
final class Lines {
    private static final int END = -1;

    private final InputStream in;
    private int number;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The number of the line read last, from 1. */
    int number() {
        return number;
    }

    /**
     * The next line without its end, or null behind the last one. Of a line that is too long for a command only so much is
     * read that it shows.
     */
    byte @Nullable [] next() throws ControlFailure {
        var line = new ByteArrayOutputStream();
        try {
            int b = in.read();
            if (b == END) {
                return null;
            }
            for (; b != END && b != '\n' && line.size() <= CommandText.MAX_LENGTH; b = in.read()) {
                line.write(b);
            }
        } catch (IOException e) {
            throw new ControlFailure("cannot read stdin: " + e.getMessage());
        }
        number++;
        byte[] bytes = line.toByteArray();
        boolean dos = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return dos ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }
}

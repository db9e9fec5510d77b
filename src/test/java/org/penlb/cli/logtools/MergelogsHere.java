package org.penlb.cli.logtools;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** mergelogs with a command line, in this process. */
public final class MergelogsHere {
    private InputStream in = InputStream.nullInputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String terminals = "";

    MergelogsHere onTerminals(String which) {
        terminals = which;
        return this;
    }

    MergelogsHere withInput(InputStream input) {
        in = input;
        return this;
    }

    /** Runs it to its end; the result is the exit code. */
    public int run(String... arguments) {
        return run(out, arguments);
    }

    int run(OutputStream to, String... arguments) {
        return new MergelogsCommand(in, to, new PrintStream(err, true, StandardCharsets.UTF_8), terminals)
                .run(arguments);
    }

    /** What it has written, a character for each byte. */
    public String output() {
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Where nothing can be written. */
    static OutputStream broken(String reason) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(reason);
            }
        };
    }
}

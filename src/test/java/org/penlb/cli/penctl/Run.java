package org.penlb.cli.penctl;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a run of penctl printed, and its exit code. */
public record Run(int exit, String out, String err) {
    public static Run of(String... arguments) {
        return withInput("", arguments);
    }

    static Run withInput(String in, String... arguments) {
        var out = new ByteArrayOutputStream();
        Run run = into(out, in, arguments);
        return new Run(run.exit(), out.toString(StandardCharsets.UTF_8), run.err());
    }

    static Run into(OutputStream out, String in, String... arguments) {
        var err = new ByteArrayOutputStream();
        var penctl = new Penctl(
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int exit = penctl.run(false, arguments);
        return new Run(exit, "", err.toString(StandardCharsets.UTF_8));
    }
}

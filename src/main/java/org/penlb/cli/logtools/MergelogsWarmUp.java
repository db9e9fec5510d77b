package org.penlb.cli.logtools;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the launcher runs once to train the AOT cache of mergelogs: a small merge, of text and JSON. */
final class MergelogsWarmUp {
    private static final String PEN = "192.0.2.1 1796050800 10.0.0.1 GET / HTTP/1.1\n";
    private static final String LINES = """
            10.0.0.9 - - [30/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" 200 5
            {"remote_addr":"10.0.0.9","time_iso8601":"2026-11-30T15:00:00+00:00","request":"GET / HTTP/1.1"}
            """;

    private static final int FAILED = 1;

    private MergelogsWarmUp() {}

    static int run() {
        try {
            Path file = Files.createTempFile("mergelogs", ".log");
            try {
                Files.writeString(file, LINES);
                var in = new ByteArrayInputStream(PEN.getBytes(StandardCharsets.US_ASCII));
                return new MergelogsCommand(in, OutputStream.nullOutputStream(), System.err, "")
                        .run("-p", "-", "10.0.0.1:" + file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println(MergelogsCommand.NAME + ": warm-up: " + e.getMessage());
            return FAILED;
        }
    }
}

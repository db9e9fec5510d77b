package org.penlb.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Debian's mergelogs. */
final class DebianMergelogs {
    /**
     * The line that it parses behind the first of each log is an hour early, as it does not set tm_isdst before it asks for
     * the time. So the oldest log begins with two lines that are not compared.
     */
    private static final List<String> SPOILT =
            Collections.nCopies(2, "9 - - [01/Jan/2000:12:00:00 +0000] \"GET /spoilt HTTP/1.1\" 200 5");

    private DebianMergelogs() {}

    static void assumeInstalled() {
        Program.find("mergelogs", "pen");
    }

    /** What it writes, in the time zone UTC: in another one it is wrong. */
    static List<String> merge(Path folder, MergeScenes.Logs logs) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Program.find("mergelogs", "pen")));
        command.addAll(logs.write(folder, SPOILT));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
        if (process.waitFor() != 0 || lines.size() < SPOILT.size()) {
            throw new AssertionError(command + " ended with " + process.exitValue() + ": " + lines);
        }
        return lines.subList(SPOILT.size(), lines.size());
    }
}

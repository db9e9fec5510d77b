package org.penlb.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Raises its limit of open files and prints what the system says of it then; {@link FileLimitTest} runs it. */
final class FileLimitProbe {
    private FileLimitProbe() {}

    /** @param arguments how many files are wanted */
    public static void main(String... arguments) throws IOException {
        FileLimit before = FileLimit.current();
        FileLimit after = FileLimit.raise(new FileLimit(Integer.parseInt(arguments[0])));
        System.out.println(before + ", " + after + ", begun with " + FileLimit.begunWith());
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                System.out.println(line.replaceAll("\\s+", " ").strip());
            }
        }
    }
}

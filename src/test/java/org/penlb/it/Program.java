package org.penlb.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs that tests run beside Pen. A test whose program is not installed is skipped, and says so. */
final class Program {
    private static final String USUAL = "/usr/local/sbin:/usr/sbin:/sbin";

    private Program() {}

    /**
     * Finds a program, or ends the test: as skipped, or as failed if the system property {@code pen.noskip} is true.
     *
     * @param name the command
     * @param debianPackage what to install
     */
    static String find(String name, String debianPackage) {
        String folders = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + USUAL;
        return Stream.of(folders.split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> missing(name + " is not installed (Debian package " + debianPackage + ")"));
    }

    private static String missing(String reason) {
        if (Boolean.getBoolean("pen.noskip")) {
            throw new AssertionError(reason);
        }
        return Assumptions.abort(reason);
    }
}

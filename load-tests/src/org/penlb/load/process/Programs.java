package org.penlb.load.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine. */
public final class Programs {
    /** Where Debian keeps servers; a user's path does not always have it. */
    private static final String USUAL = "/usr/local/sbin:/usr/sbin:/sbin";

    private Programs() {}

    /** Where a command is, if it is installed. */
    public static Optional<Path> find(String name) {
        String folders = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + USUAL;
        return Stream.of(folders.split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Where a command is.
     *
     * @param debianPackage what to install if it is missing
     * @throws Failure if it is missing
     */
    public static String path(String name, String debianPackage) {
        return find(name)
                .orElseThrow(() -> new Failure(missing(name, debianPackage)))
                .toString();
    }

    /** The sentence that says so. */
    public static String missing(String name, String debianPackage) {
        return name + " is not installed (Debian package " + debianPackage + ")";
    }

    /** The sentence if it is missing; empty if it is there. */
    public static Optional<String> refusal(String name, String debianPackage) {
        return find(name).isPresent() ? Optional.empty() : Optional.of(missing(name, debianPackage));
    }

    /** Whether this process is root's: servers then say as whom they run. */
    public static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }
}

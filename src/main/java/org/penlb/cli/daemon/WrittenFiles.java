package org.penlb.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.penlb.accesslog.AppendedFile;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.system.Account;
import org.penlb.system.InheritedDescriptor;

/**
 * The files that are written to by their names once this process is another user in another root directory.
 *
 * @param logs those that stay open; one that is named twice is opened twice
 * @param pages those that are written anew each time
 */
public record WrittenFiles(List<Path> logs, List<Path> pages) {
    public WrittenFiles {
        logs = List.copyOf(logs);
        pages = List.copyOf(pages);
    }

    /** Those of a configuration. */
    static WrittenFiles of(PenConfig config) {
        List<Path> logs = new ArrayList<>();
        List<Path> pages = new ArrayList<>();
        for (ServiceConfig service : config.services()) {
            String log = service.log();
            if (log != null && ServiceConfig.isLogFile(log)) {
                add(logs, log);
            }
            add(pages, service.statusFile());
        }
        return new WrittenFiles(logs, pages);
    }

    /**
     * A log alone.
     *
     * @param name null for standard output
     */
    public static WrittenFiles log(@Nullable String name) {
        List<Path> logs = new ArrayList<>();
        add(logs, name);
        return new WrittenFiles(logs, List.of());
    }

    private static void add(List<Path> files, @Nullable String name) {
        try {
            if (name != null) {
                files.add(Path.of(name));
            }
        } catch (InvalidPathException _) {
            // who opens it tells
        }
    }

    /** Whether a log is standard output, by whichever name. */
    boolean hasStandardOutput() {
        return logs.stream()
                .anyMatch(log -> InheritedDescriptor.named(log).equals(OptionalInt.of(InheritedDescriptor.OUTPUT)));
    }

    /**
     * Finds out whether the logs can be opened by who this process will be, where it will be. In a jail it is only looked for
     * their folders.
     *
     * @throws ConfigException naming one that cannot be, and why
     */
    void rehearse(@Nullable Account user, @Nullable Path jail) {
        var reach = new Reach(user, null);
        for (Path log : logs) {
            if (InheritedDescriptor.named(log).isPresent()) {
                continue;
            }
            Path file = jail == null
                    ? log.toAbsolutePath()
                    : jail.resolve(Path.of("/").relativize(Path.of("/").resolve(log)));
            Path folder = file.getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                throw new ConfigException("log " + log + ": no such directory");
            }
            String obstacle = jail == null ? reach.obstacleToWriting(file) : null;
            if (obstacle != null && reach.isPlacedByUser(file)) {
                throw new ConfigException("log " + log + ": " + obstacle);
            }
        }
    }

    /**
     * Opens, as root, the logs that the user may not open.
     *
     * @param inJail whether this is in the last root directory already, where names that are not absolute start
     * @return what the user will not be able to open, and why
     */
    List<Reach.Lost> keep(Reach reach, boolean inJail) {
        List<Reach.Lost> lost = new ArrayList<>();
        for (Path log : logs) {
            if (InheritedDescriptor.named(log).isPresent()) {
                continue;
            }
            Path file = inJail ? Path.of("/").resolve(log) : log;
            String obstacle = reach.obstacleToWriting(file);
            if (obstacle != null && !reach.isPlacedByUser(file) && isKept(log)) {
                String again = Objects.requireNonNullElse(reach.obstacleToWriting(file), obstacle);
                lost.add(new Reach.Lost(log, again));
            }
        }
        for (Path page : pages) {
            String obstacle = reach.obstacleToWriting(inJail ? Path.of("/").resolve(page) : page);
            if (obstacle != null) {
                lost.add(new Reach.Lost(page, obstacle));
            }
        }
        return lost;
    }

    private static boolean isKept(Path log) {
        try {
            AppendedFile.keep(log);
            return true;
        } catch (IOException _) {
            return false; // who opens it tells
        }
    }
}

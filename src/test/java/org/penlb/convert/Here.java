package org.penlb.convert;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Surroundings that are the same on every machine. */
public final class Here {
    public static final int CAPACITY = 10_000;
    public static final int EVENT_LOOPS = 4;

    /** Where the configuration is said to be. */
    public static final Path FOLDER = Path.of("/etc/balancer");

    private Here() {}

    public static Surroundings surroundings() {
        return surroundings(Map.of());
    }

    /** With these environment variables. */
    public static Surroundings surroundings(Map<String, String> environment) {
        return surroundings(environment, Set.of());
    }

    /** With these files, by their full names. */
    public static Surroundings surroundings(Set<Path> files) {
        return surroundings(Map.of(), files);
    }

    private static Surroundings surroundings(Map<String, String> environment, Set<Path> files) {
        return new Surroundings(
                (_, _) -> CAPACITY,
                EVENT_LOOPS,
                environment::get,
                new NamedFiles(
                        FOLDER,
                        folder -> files.stream()
                                .filter(file -> folder.equals(file.getParent()))
                                .sorted()
                                .collect(Collectors.toCollection(LinkedHashSet::new)),
                        _ -> null),
                _ -> {});
    }
}

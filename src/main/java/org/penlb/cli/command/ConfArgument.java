package org.penlb.cli.command;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.penlb.config.ConfigException;
import org.penlb.config.json.ConfigSource;
import org.penlb.config.json.JsonConfig;

/** What {@code -conf} says to Vert.x's launchers: the name of a file, or JSON. */
public final class ConfArgument {
    private static final Set<String> NAMES = Set.of("-conf", "--conf");

    /** That of Vert.x's application launcher for what cannot be deployed. */
    public static final int NOT_DEPLOYED = 15;

    private ConfArgument() {}

    /**
     * The arguments for Vert.x. A file is not among them: Pen reads and watches it by itself, and takes YAML, too, which
     * Vert.x would complain of.
     *
     * @throws ConfigException if it is neither a file nor JSON
     */
    public static String[] take(String... args) {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            int equals = arg.indexOf('=');
            if (NAMES.contains(arg) && i + 1 < args.length) {
                i++;
                rest.addAll(taken(args[i]));
            } else if (equals > 0 && NAMES.contains(arg.substring(0, equals))) {
                rest.addAll(taken(arg.substring(equals + 1)));
            } else {
                rest.add(arg);
            }
        }
        return rest.toArray(String[]::new);
    }

    private static List<String> taken(String value) {
        if (isFile(value)) {
            System.setProperty(ConfigSource.FILE_PROPERTY, value);
            return List.of();
        }
        if (!value.strip().startsWith("{")) {
            throw new ConfigException("-conf " + value + ": no such file (expected: a file, or a JSON object)");
        }
        return List.of("-conf", JsonConfig.parse(value, "-conf").encode());
    }

    private static boolean isFile(String name) {
        try {
            return !name.isEmpty() && Files.exists(Path.of(name)); // the empty path is the current folder
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /** Says what is wrong with it and ends the program. */
    public static void refuse(ConfigException e) {
        System.err.println("pen: " + e.getMessage());
        System.exit(NOT_DEPLOYED);
    }
}

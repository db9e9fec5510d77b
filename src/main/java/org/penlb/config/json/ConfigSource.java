package org.penlb.config.json;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;

/**
 * Where a configuration in JSON or YAML comes from: a file, or what a verticle was deployed with; and on top of it what the
 * environment says in {@value #OVERLAY}, a JSON object whose values replace those of the file.
 */
public final class ConfigSource {
    /** The system property of vertx-config that names the file. */
    public static final String FILE_PROPERTY = "vertx-config-path";

    /** The environment variable of vertx-config that names the file. */
    public static final String FILE_VARIABLE = "VERTX_CONFIG_PATH";

    /** The environment variable with the values that replace the file's: secrets, addresses. */
    public static final String OVERLAY = "PEN_CONFIG";

    /** What nobody writes by hand; a device that never ends is not read for ever. */
    private static final int LONGEST = 64 << 20;

    private final @Nullable Path file;
    private final JsonObject deployed;
    private final @Nullable String overlay;
    private final ConfigContext machine;

    private ConfigSource(@Nullable Path file, JsonObject deployed, @Nullable String overlay, ConfigContext machine) {
        this.file = file;
        this.deployed = deployed;
        this.overlay = overlay;
        this.machine = machine;
    }

    /**
     * A file, which names other files relative to its own folder.
     *
     * @param file ends in {@code .yaml} or {@code .yml} if it is YAML
     */
    public static ConfigSource file(Path file, ConfigContext machine) {
        Path folder = file.toAbsolutePath().getParent();
        return new ConfigSource(
                file, new JsonObject(), System.getenv(OVERLAY), folder == null ? machine : machine.in(folder));
    }

    /** The file that vertx-config is told of; if there is none, what a verticle was deployed with. */
    public static ConfigSource deployed(JsonObject config, ConfigContext machine) {
        String named = System.getProperty(FILE_PROPERTY, System.getenv(FILE_VARIABLE));
        return named == null
                ? new ConfigSource(null, config, System.getenv(OVERLAY), machine)
                : file(Path.of(named), machine);
    }

    /** The file, if it is one. */
    public @Nullable Path file() {
        return file;
    }

    /**
     * Reads it now; takes as long as the disk does.
     *
     * @throws ConfigException naming everything that is wrong with it, a line each
     */
    public PenConfig read() {
        return parse(text());
    }

    /** The file's text; empty if there is no file. */
    private String text() {
        if (file == null) {
            return "";
        }
        try {
            if (Files.size(file) > LONGEST) {
                throw new ConfigException(file + ": longer than " + (LONGEST >> 20) + " MiB");
            }
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw new ConfigException(file + ": no such file");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * What the configuration is if this is the file's text.
     *
     * @throws ConfigException naming everything that is wrong with it, a line each
     */
    public PenConfig parse(String text) {
        JsonObject json = file == null ? deployed.copy() : JsonConfig.parse(text, file.toString());
        if (overlay != null) {
            json.mergeIn(JsonConfig.parse(overlay, OVERLAY), true);
        }
        if (json.isEmpty() && file == null) {
            throw new ConfigException(
                    "no configuration (expected: -conf FILE, " + FILE_VARIABLE + " or " + OVERLAY + ")");
        }
        try {
            return JsonConfig.read(json, machine);
        } catch (ConfigException e) {
            throw new ConfigException(String.valueOf(e.getMessage())
                    .lines()
                    .map(line -> (file == null ? "" : file + ": ") + line)
                    .collect(Collectors.joining("\n")));
        }
    }
}

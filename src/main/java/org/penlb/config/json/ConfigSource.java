package org.penlb.config.json;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.SecretFile;

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

    private final @Nullable Path file;
    private final JsonObject deployed;
    private final @Nullable String overlay;
    private final ConfigContext machine;
    private final boolean isPipe;
    /** The files that secrets were in when it was read last. */
    private volatile Set<Path> secretFiles = Set.of();

    private ConfigSource(@Nullable Path file, JsonObject deployed, @Nullable String overlay, ConfigContext machine) {
        this.file = file;
        this.deployed = deployed;
        this.overlay = overlay;
        this.machine = machine;
        this.isPipe = file != null && FileText.isPipe(file);
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

    /** The file that can be read again and again; null if there is none, or it is a pipe. */
    public @Nullable Path file() {
        return isPipe ? null : file;
    }

    /**
     * Reads it for the first time; takes as long as the disk does, or whoever writes into a pipe.
     *
     * @throws ConfigException naming everything that is wrong with it, a line each
     */
    public PenConfig read() {
        return parse(file == null ? "" : FileText.read(file));
    }

    /**
     * Reads it while Pen runs; nothing but the disk is waited for.
     *
     * @throws ConfigException as {@link #read}, and if it is a pipe or a device now
     */
    public PenConfig readAgain() {
        return parse(file == null ? "" : text(file));
    }

    /**
     * A file's text as it is now; nothing but the disk is waited for.
     *
     * @throws ConfigException if it cannot be read, is no text, or is a pipe or a device
     */
    public static String text(Path file) {
        return FileText.readRegular(file);
    }

    /** The files that secrets were in when it was read last: of a token, of a cluster. */
    public Set<Path> secretFiles() {
        return secretFiles;
    }

    /** How those files look now: another look means that there may be another secret. Reads the disk. */
    public String secretsLook() {
        return secretFiles.stream().sorted().map(SecretFile::look).collect(Collectors.joining("\n"));
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
        Set<Path> secrets = ConcurrentHashMap.newKeySet();
        try {
            return JsonConfig.read(json, machine.tellingOf(secrets::add));
        } catch (ConfigException e) {
            String message = String.valueOf(e.getMessage())
                    .lines()
                    .map(line -> (file == null ? "" : file + ": ") + line)
                    .collect(Collectors.joining("\n"));
            throw e.saying(message);
        } finally {
            secretFiles = Set.copyOf(secrets);
        }
    }
}

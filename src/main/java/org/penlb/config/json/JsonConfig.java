package org.penlb.config.json;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;

/** Configurations as JSON, which {@code conf/pen.schema.json} describes: read, written, and parsed from text. */
public final class JsonConfig {
    private JsonConfig() {}

    /**
     * Reads a configuration.
     *
     * @throws ConfigErrors naming everything that is wrong with it, each with its place
     */
    public static PenConfig read(JsonObject json, ConfigContext context) {
        return new PenReader(json, context).read();
    }

    /**
     * The shortest JSON that reads back as the same configuration in the same context: what goes without saying is left
     * out. So is the web token, and blacklistings, which are carried out once.
     */
    public static JsonObject write(PenConfig config, ConfigContext context) {
        return new PenWriter(context, false).write(config);
    }

    /** As {@link #write}, with the web token in it: for a file that its owner alone reads. */
    public static JsonObject writeWithToken(PenConfig config, ConfigContext context) {
        return new PenWriter(context, true).write(config);
    }

    /**
     * Parses a text: YAML if the name ends in {@code .yaml} or {@code .yml}, else JSON.
     *
     * @param name what messages call it, the name of its file
     * @throws ConfigException if it is neither, has a key twice in one object, or is no object; the message starts with
     *     {@code name:line:column}
     */
    public static JsonObject parse(String text, String name) {
        String kind = name.toLowerCase(Locale.ROOT);
        return kind.endsWith(".yaml") || kind.endsWith(".yml")
                ? YamlText.parse(text, name)
                : JsonText.parse(text, name);
    }
}

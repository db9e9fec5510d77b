package org.penlb.admin;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenConfig;
import org.penlb.config.json.ConfigSource;

/**
 * Looks at a configuration file, and at those that its secrets are in, again and again and says when one has changed, or
 * cannot be read any more.
 */
public final class ConfigWatch {
    /** How often Pen looks. */
    public static final Duration USUAL = Duration.ofSeconds(1);

    private static final String TEXT = "text";

    /** Who is told. */
    public interface Listener {
        void changed(PenConfig config);

        void wrong(Throwable why);
    }

    private final Vertx vertx;
    private final ConfigSource source;
    private final Listener listener;
    private final ConfigRetriever retriever;
    private @Nullable String lastText;
    /** As they looked before they were read last. */
    private @Nullable String lastSecrets;

    private @Nullable String lastTrouble;

    /**
     * @param file the source's file
     * @param period how long after one look the next one follows
     * @param listener is told in the context that this is made in
     */
    public ConfigWatch(Vertx vertx, ConfigSource source, Path file, Duration period, Listener listener) {
        this.vertx = vertx;
        this.source = source;
        this.listener = listener;
        var store = new ConfigStoreOptions()
                .setType(TextStore.TYPE)
                .setFormat("raw")
                .setOptional(true) // it may be gone for a moment, and Vert.x would tell of it each time
                .setConfig(new JsonObject()
                        .put(TextStore.PATH, file.toString())
                        .put("raw.type", "string")
                        .put("raw.key", TEXT));
        retriever = ConfigRetriever.create(
                vertx,
                new ConfigRetrieverOptions().setScanPeriod(period.toMillis()).addStore(store));
        retriever.setConfigurationProcessor(read -> {
            look(read.getString(TEXT)); // at each look, not only when it has changed: it may be back as it was
            return read;
        });
    }

    /**
     * @param text the file's; null if it could not be read
     */
    private void look(@Nullable String text) {
        if (text == null) {
            vertx.executeBlocking(source::readAgain).onFailure(this::trouble); // for the reason
        } else {
            vertx.executeBlocking(source::secretsLook)
                    .map(Objects::requireNonNull)
                    .onSuccess(secrets -> look(text, secrets));
        }
    }

    private void look(String text, String secrets) {
        if (text.equals(lastText) && secrets.equals(lastSecrets) && lastTrouble == null) {
            return;
        }
        lastText = text;
        lastSecrets = secrets;
        lastTrouble = null;
        vertx.executeBlocking(() -> source.parse(text))
                .map(Objects::requireNonNull)
                .onSuccess(listener::changed)
                .onFailure(listener::wrong);
    }

    /** Says once what keeps it from being read. */
    private void trouble(Throwable why) {
        String message = String.valueOf(why.getMessage());
        if (!message.equals(lastTrouble)) {
            lastTrouble = message;
            listener.wrong(why);
        }
    }

    public Future<Void> close() {
        return retriever.close();
    }
}

package org.penlb.admin;

import io.vertx.config.spi.ConfigStore;
import io.vertx.config.spi.ConfigStoreFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Objects;
import org.penlb.config.json.ConfigSource;

/**
 * A file as vertx-config looks at it for a {@link ConfigWatch}. Vert.x's own store reads whatever it finds to the end: a
 * FIFO would take a thread of it at each look, and a device without an end its memory.
 */
public final class TextStore implements ConfigStoreFactory {
    static final String TYPE = "pen-text";
    static final String PATH = "path";

    /** For vertx-config. */
    public TextStore() {}

    @Override
    public String name() {
        return TYPE;
    }

    @Override
    public ConfigStore create(Vertx vertx, JsonObject configuration) {
        Path file = Path.of(configuration.getString(PATH));
        return new ConfigStore() {
            @Override
            public Future<Buffer> get() {
                return vertx.executeBlocking(() -> ConfigSource.text(file), false)
                        .map(text -> Buffer.buffer(Objects.requireNonNull(text)));
            }

            @Override
            public Future<Void> close() {
                return Future.succeededFuture();
            }
        };
    }
}

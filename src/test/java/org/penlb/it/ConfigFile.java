package org.penlb.it;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.penlb.testing.Ports;

/** A configuration file that is written again and again, in one go each time, as a careful editor does it. */
final class ConfigFile {
    private final Path folder;
    final Path path;
    final int controlPort = Ports.free();

    ConfigFile(Path folder) {
        this.folder = folder;
        this.path = folder.resolve("pen.json");
    }

    static JsonObject service(String name, String listen, List<String> servers) {
        return new JsonObject()
                .put("name", name)
                .put("listen", listen)
                .put("selection", "roundrobin")
                .put("servers", new JsonArray(servers));
    }

    ConfigFile write(JsonObject... services) {
        return writeText(new JsonObject()
                .put("services", new JsonArray(List.of(services)))
                .put("control", new JsonObject().put("listen", "127.0.0.1:" + controlPort))
                .put("eventLoops", 2)
                .encodePrettily());
    }

    ConfigFile writeText(String text) {
        try {
            Path draft = Files.writeString(folder.resolve("draft"), text);
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To ask the Pen that it configures, once it takes commands. */
    Penctl penctl() {
        Ports.awaitListening(controlPort);
        return new Penctl("127.0.0.1:" + controlPort);
    }
}

package org.penlb.it;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.penlb.testing.Ports;

/** What is asked of a Pen, in whichever way it is started. */
record LaunchedSetup(Path folder, int port, int controlPort, int webPort, String server) {
    static final String TOKEN = "a-token-of-twenty-three";

    static LaunchedSetup in(Path folder, String server) throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return new LaunchedSetup(folder, Ports.free(), Ports.free(), Ports.free(), server);
    }

    String listen() {
        return "127.0.0.1:" + port;
    }

    String control() {
        return "127.0.0.1:" + controlPort;
    }

    String web() {
        return "127.0.0.1:" + webPort;
    }

    String log() {
        return folder.resolve("pen.log").toString();
    }

    String tokenFile() {
        return folder.resolve("token").toString();
    }

    /** The same in a file. */
    String file(boolean asRoot) {
        var json = new JsonObject()
                .put(
                        "services",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "pen")
                                        .put("listen", "tcp://" + listen())
                                        .put("log", log())
                                        .put("servers", new JsonArray().add(server))))
                .put("control", new JsonObject().put("listen", control()).put("asRoot", asRoot))
                .put("web", new JsonObject().put("listen", web()).put("tokenFile", tokenFile()));
        try {
            return Files.writeString(folder.resolve("pen.json"), json.encodePrettily())
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.PenConfig;

/**
 * Golden files: configurations, each with the shortest JSON that means the same. With the system property
 * {@code golden.update} that is written anew, to be read before it is committed.
 */
class RightConfigurationsTest {
    private static final Path FOLDER = Path.of("src/test/resources/config/right");
    private static final String SHORTEST = ".shortest.json";

    static List<Path> right() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> !file.toString().endsWith(SHORTEST))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("right")
    void each_means_what_is_expected(Path file) throws IOException {
        PenConfig config = read(file);
        JsonObject written = JsonConfig.writeWithToken(config, Contexts.USUAL);
        Path golden = FOLDER.resolve(file.getFileName().toString().replaceFirst("[.][a-z]+$", SHORTEST));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, written.encodePrettily() + "\n");
        }
        assertThat(written.encodePrettily() + "\n").isEqualTo(Files.readString(golden));
        assertThat(read(golden)).isEqualTo(config);
    }

    private static PenConfig read(Path file) throws IOException {
        return JsonConfig.read(JsonConfig.parse(Files.readString(file), file.toString()), Contexts.USUAL);
    }
}

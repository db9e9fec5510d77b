package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.ConfigException;

/**
 * Golden files: what is said of each wrong configuration. With the system property {@code golden.update} the messages are
 * written anew, to be read before they are committed.
 */
class WrongConfigurationsTest {
    private static final Path FOLDER = Path.of("src/test/resources/config/wrong");
    private static final int FEWEST = 50;

    static List<Path> wrong() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> !file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void each_mistake_is_named_with_its_place_and_remedy(Path file) throws IOException {
        String text = Files.readString(file);
        String name = file.getFileName().toString();
        ConfigException error = catchThrowableOfType(
                ConfigException.class, () -> JsonConfig.read(JsonConfig.parse(text, name), Contexts.USUAL));
        assertThat(error).isNotNull();
        String messages = error.getMessage() + "\n";
        Path golden = FOLDER.resolve(name.replaceFirst("[.][a-z]+$", ".txt"));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, messages);
        }
        assertThat(messages).isEqualTo(Files.readString(golden));
    }

    @Test
    void there_are_enough_of_them_each_with_its_message() throws IOException {
        assertThat(wrong()).hasSizeGreaterThanOrEqualTo(FEWEST);
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.filter(file -> file.toString().endsWith(".txt"))).hasSameSizeAs(wrong());
        }
    }
}

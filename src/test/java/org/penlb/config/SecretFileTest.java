package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.cluster.SharedSecret;

/** Which files secrets are taken from. */
class SecretFileTest {
    private static final String SECRET = "correct-horse-battery";

    @TempDir
    Path folder;

    private Path file(String text, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rw-r-----", "rwxrwx--x"})
    void its_first_line_is_the_secret(String mode) throws IOException {
        Path file = file("  " + SECRET + " \nand a word about it\n", mode);
        AccessToken token = SecretFile.read("--web-token-file", file, AccessToken::new);
        assertThat(token).isEqualTo(new AccessToken(SECRET));
        SharedSecret secret = SecretFile.read("the file", file, line -> new SharedSecret(line, file));
        assertThat(secret).isEqualTo(new SharedSecret(SECRET, file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-----w-"})
    void nobody_else_may_read_or_write_it(String mode) throws IOException {
        Path file = file(SECRET, mode);
        assertThatThrownBy(() -> SecretFile.read("the file", file, AccessToken::new))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the file " + file + ": everybody may read or write it, its mode is " + mode
                        + " (expected: chmod 600 or 640)");
    }

    @Test
    void what_is_wrong_with_it_is_told_without_it() throws IOException {
        Path file = file("hunter2\n", "rw-------");
        assertThatThrownBy(() -> SecretFile.read("the file", file, SharedSecret::new))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the file " + file + ": secret: 7 characters are not within 16 to 512");
    }

    @Test
    void a_folder_is_none_and_neither_is_nothing() {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> SecretFile.read("the file", nowhere, AccessToken::new))
                .hasMessage("the file " + nowhere + ": no such file");
        assertThatThrownBy(() -> SecretFile.read("the file", folder, AccessToken::new))
                .hasMessage("the file " + folder + ": is not a file with one line");
    }
}

package org.penlb.config.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files can be those of keys. */
class KeyFilesTest {
    @TempDir
    Path folder;

    private Path certificate;
    private Path key;

    private Path file(String name, String label) throws IOException {
        return Files.writeString(folder.resolve(name), """
                subject=CN = pen-1
                -----BEGIN %1$s-----
                MIIB
                -----END %1$s-----
                """.formatted(label));
    }

    private void write(String labelOfKey) throws IOException {
        certificate = file("pen.crt", "CERTIFICATE");
        key = file("pen.key", labelOfKey);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"})
    void a_certificate_and_its_key_will_do(String label) throws IOException {
        write(label);
        assertThat(KeyFiles.wrong(new ClusterConfig.Keys(certificate, key, certificate)))
                .isEmpty();
    }

    @Test
    void each_that_is_something_else_is_named() throws IOException {
        write("ENCRYPTED PRIVATE KEY");
        assertThat(KeyFiles.wrong(new ClusterConfig.Keys(key, key, key)))
                .containsExactly(
                        "cluster.tls.certificate: " + key + " is something else (expected: a certificate in PEM)",
                        "cluster.tls.key: " + key
                                + " is something else (expected: a private key in PEM without a password)",
                        "cluster.tls.authority: " + key + " is something else (expected: a certificate in PEM)");
    }

    @Test
    void so_is_each_that_cannot_be_read() throws IOException {
        write("PRIVATE KEY");
        Path nowhere = folder.resolve("nowhere.crt");
        assertThat(KeyFiles.wrong(new ClusterConfig.Keys(nowhere, folder, certificate)))
                .containsExactly(
                        "cluster.tls.certificate: " + nowhere + ": no such file",
                        "cluster.tls.key: " + folder + " is not a file");
    }
}

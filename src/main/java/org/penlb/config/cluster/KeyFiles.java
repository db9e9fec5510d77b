package org.penlb.config.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.penlb.config.KeptFiles;

/** Looks at the files of keys before they are needed: whether they are there, and in PEM. What is in them is not judged. */
public final class KeyFiles {
    /** More is neither a certificate with those between it and its authority, nor a list of authorities. */
    private static final int LONGEST = 4 << 20;

    private static final Pattern CERTIFICATE = Pattern.compile("-----BEGIN CERTIFICATE-----");
    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN ((RSA|EC) )?PRIVATE KEY-----");

    private KeyFiles() {}

    /**
     * What is wrong with them; takes as long as the disk does.
     *
     * @return a line for each file that cannot be used, in an operator's words
     */
    public static List<String> wrong(ClusterConfig.Keys keys) {
        return Stream.of(
                        wrong("certificate", keys.certificate(), CERTIFICATE, "a certificate in PEM"),
                        wrong("key", keys.key(), PRIVATE_KEY, "a private key in PEM without a password"),
                        wrong("authority", keys.authority(), CERTIFICATE, "a certificate in PEM"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> wrong(String key, Path file, Pattern label, String expected) {
        String place = "cluster.tls." + key + ": " + file;
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return Optional.of(place + " is not a file");
        }
        try (InputStream in = KeptFiles.open(file)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
            return label.matcher(text).find()
                    ? Optional.empty()
                    : Optional.of(place + " is something else (expected: " + expected + ")");
        } catch (NoSuchFileException _) {
            return Optional.of(place + ": no such file");
        } catch (AccessDeniedException _) {
            return Optional.of(place + " cannot be read: permission denied");
        } catch (IOException e) {
            return Optional.of(place + " cannot be read: " + e.getMessage());
        }
    }
}

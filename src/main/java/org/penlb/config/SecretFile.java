package org.penlb.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Function;

/** Reads a secret from a file, which keeps it out of lists of processes. */
public final class SecretFile {
    /** More is no secret, whatever else it is. */
    private static final int LONGEST_FILE = 4096;

    private SecretFile() {}

    /**
     * Reads the first line of a file.
     *
     * @param option what names the file, for the error message
     * @param kind what the line is to be; throws a {@link ConfigException} if it cannot
     * @throws ConfigException if everybody may read the file, or there is no such secret in it
     */
    public static <T> T read(String option, Path file, Function<String, T> kind) {
        String place = option + " " + file;
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.contains(PosixFilePermission.OTHERS_READ) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new ConfigException(place + ": everybody may read or write it, its mode is "
                        + PosixFilePermissions.toString(mode) + " (expected: chmod 600 or 640)");
            }
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_FILE) {
                throw new ConfigException(place + ": is not a file with one line");
            }
            String first = Files.readString(file).lines().findFirst().orElse("").strip();
            try {
                return kind.apply(first);
            } catch (ConfigException e) {
                throw new ConfigException(place, e);
            }
        } catch (NoSuchFileException _) {
            throw new ConfigException(place + ": no such file");
        } catch (CharacterCodingException _) {
            throw new ConfigException(place + ": is not text");
        } catch (IOException e) {
            throw new ConfigException(place + ": cannot be read: " + e.getMessage());
        }
    }
}

package org.penlb.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
            byte[] kept = KeptFiles.bytes(file); // its mode was looked at when it was opened
            String text = kept == null ? text(place, file) : new String(kept, StandardCharsets.UTF_8);
            String first = text.lines().findFirst().orElse("").strip();
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

    /**
     * How a file looks from outside and, so that no change is missed, from inside: that is told by a digest. What cannot be read
     * looks so, too.
     */
    public static String look(Path file) {
        try {
            byte[] kept = KeptFiles.bytes(file);
            if (kept != null) {
                return file + " " + digest(kept);
            }
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_FILE) {
                return file + " " + mode;
            }
            return file + " " + mode + " " + digest(Files.readAllBytes(file));
        } catch (IOException e) {
            return file + " " + e.getClass().getSimpleName();
        }
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    private static String text(String place, Path file) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (mode.contains(PosixFilePermission.OTHERS_READ) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new ConfigException(place + ": everybody may read or write it, its mode is "
                    + PosixFilePermissions.toString(mode) + " (expected: chmod 600 or 640)");
        }
        if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_FILE) {
            throw new ConfigException(place + ": is not a file with one line");
        }
        return Files.readString(file);
    }
}

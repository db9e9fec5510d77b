package org.penlb.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import org.penlb.config.ConfigException;

/** Files that others read while they are written: they see the old text or the new one, never half of it. */
final class WholeFile {
    private static final SecureRandom RANDOM = new SecureRandom();

    private WholeFile() {}

    /**
     * As {@link #replace(Path, String)}, beside the event loops.
     *
     * @param what it is for, in an operator's words
     * @return done, or failed with a {@link ConfigException}
     */
    static Future<Void> replace(Vertx vertx, String what, Path file, String text) {
        return vertx.executeBlocking(() -> {
                    try {
                        replace(file, text);
                        return null;
                    } catch (IOException e) {
                        throw new ConfigException(what + " \"" + file + "\": " + reason(e));
                    }
                })
                .mapEmpty();
    }

    static void replace(Path file, String text) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
        // Of a name that nobody can guess, so that nobody can have put a link there.
        Path beside = file.resolveSibling(file.getFileName() + "." + Long.toHexString(RANDOM.nextLong()));
        try {
            Files.writeString(
                    beside, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AccessDeniedException e) {
            if (!Files.isWritable(file)) {
                throw e;
            }
            Files.writeString(file, text, StandardCharsets.UTF_8); // the file is ours to write, its folder is not
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** Why it failed, in an operator's words. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}

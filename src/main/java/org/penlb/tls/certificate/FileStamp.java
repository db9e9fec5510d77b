package org.penlb.tls.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.config.KeptFiles;

/**
 * How a file or a folder looked when it was read: another look means that it is to be read again. Files that take their
 * place, as a rename has it, look other, too.
 *
 * @param look null if it was not there
 */
public record FileStamp(Path file, @Nullable Look look) {
    /**
     * What is seen from outside.
     *
     * @param key the file itself, whatever its name; null where the system has none
     */
    public record Look(long modified, long size, @Nullable Object key) {}

    /** As it looks now. */
    public static FileStamp of(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(file, new Look(now.lastModifiedTime().toMillis(), now.size(), now.fileKey()));
        } catch (IOException _) {
            return new FileStamp(file, null);
        }
    }

    /** Whether it still looks so, as far as can be seen: one that is held open is not to be read because its name is lost. */
    public boolean isCurrent() {
        Look now = of(file).look;
        return Objects.equals(look, now) || (now == null && KeptFiles.isOutOfReach(file));
    }
}

package org.penlb.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Which file a name leads to, whatever its name: whoever made a file and finds another one under its name leaves that alone.
 *
 * @param key device and inode; null where the system has none
 * @param made when it was made, since the number of an inode is given away again
 */
public record FileIdentity(@Nullable Object key, FileTime made) {
    /** The file itself that has a name, be it a symbolic link; null if there is none, or it cannot be seen. */
    public static @Nullable FileIdentity of(Path path) {
        return seen(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** The file that a name leads to, behind symbolic links; null as with {@link #of}. */
    public static @Nullable FileIdentity behind(Path path) {
        return seen(path);
    }

    private static @Nullable FileIdentity seen(Path path, LinkOption... how) {
        try {
            BasicFileAttributes its = Files.readAttributes(path, BasicFileAttributes.class, how);
            return new FileIdentity(its.fileKey(), its.creationTime());
        } catch (IOException _) {
            return null;
        }
    }

    /** Whether a name is this file's. */
    public boolean isAt(Path path) {
        return equals(of(path));
    }
}

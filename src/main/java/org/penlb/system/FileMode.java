package org.penlb.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** The permission bits of files. */
public final class FileMode {
    private static final CFunction UMASK = new CFunction("umask");
    private static final int BITS = 9;

    private FileMode() {}

    /**
     * Changes which permissions new files of this process do not get.
     *
     * @return what it was before
     */
    public static int mask(int mask) throws IOException {
        return UMASK.call(mask);
    }

    /** Gives a file exactly these permissions, such as 0600. */
    public static void set(Path file, int mode) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromOwnerRead = PosixFilePermission.values();
        for (int bit = 0; bit < BITS; bit++) {
            if ((mode & (1 << (BITS - 1 - bit))) != 0) {
                permissions.add(fromOwnerRead[bit]);
            }
        }
        Files.setPosixFilePermissions(file, permissions);
    }
}

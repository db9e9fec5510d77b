package org.penlb.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file of a Unix socket, made beside its place and then moved there, as HAProxy does it. What closes a socket of Netty
 * removes the name that it was bound to, whoever's file that is by then: of the name beside nothing is left to remove.
 */
public final class SocketFile {
    /** What the kernel takes, in bytes, without the NUL behind it. */
    private static final int LONGEST = 107;

    private SocketFile() {}

    /** A name in the same folder to bind a socket to, before {@link #moveTo}. */
    public static Path beside(Path place) {
        String name = String.valueOf(place.getFileName());
        String unique = Long.toString(System.nanoTime() & 0xffffff, Character.MAX_RADIX);
        Path beside = place.resolveSibling(name + "." + unique + ".tmp");
        if (length(beside) <= LONGEST) {
            return beside;
        }
        // As long as the place itself, which the kernel takes.
        return place.resolveSibling(unique.substring(0, Math.clamp(name.length(), 1, unique.length())));
    }

    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Moves a socket into its place, at once; clients find it there from now on.
     *
     * @throws IOException if that is not possible; the name beside is removed then
     */
    public static void moveTo(Path place, Path beside) throws IOException {
        try {
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }
}

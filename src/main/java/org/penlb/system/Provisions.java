package org.penlb.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.Objects;

/**
 * What a process takes with it into a jail, where the machine's files are out of reach. Classes need no care, since the jar
 * and the JDK's modules are open; what the JDK opens or loads by name at its first use is used once here.
 */
public final class Provisions {
    private Provisions() {}

    /**
     * Packs.
     *
     * @throws IOException if something cannot be read even now
     */
    public static void pack() throws IOException {
        var _ = new SecureRandom().nextInt(); // opens the kernel's random numbers
        var _ = ZoneId.systemDefault().getRules(); // reads the time zones
        // The modules that the JVM itself does not read, such as those of locales and charsets.
        readOne(Objects.requireNonNull(
                Object.class.getModule().getResourceAsStream("java/lang/Object.class"), "java.base"));
        // Resources come from the jar by its name, unless one came before.
        readOne(Objects.requireNonNull(Provisions.class.getResourceAsStream("Provisions.class"), "the jar"));
        NameFiles.rememberNothing();
        NameFiles.keep();
        try {
            var _ = InetAddress.getByName(
                    "localhost"); // loads what looks names up; the jail may have its own files for it
        } catch (UnknownHostException _) {
            // loaded all the same
        }
    }

    private static void readOne(InputStream resource) throws IOException {
        try (resource) {
            var _ = resource.read();
        }
    }
}

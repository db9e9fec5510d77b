package org.penlb.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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
        openSockets();
        NameFiles.rememberNothing();
        NameFiles.keep();
        try {
            var _ = InetAddress.getByName(
                    "localhost"); // loads what looks names up; the jail may have its own files for it
        } catch (UnknownHostException _) {
            // loaded all the same
        }
    }

    /**
     * Has the JDK do now what it does for its first socket: it loads a library, which is out of reach in a jail, and opens a
     * descriptor that it keeps. Whoever watches descriptors sees none come later.
     */
    public static void openSockets() {
        try (var datagrams = new DatagramSocket(null);
                var stream = SocketChannel.open();
                var listening = ServerSocketChannel.open()) {
            var _ = datagrams.supportedOptions();
            var _ = stream.supportedOptions();
            var _ = listening.supportedOptions();
        } catch (IOException _) {
            // who needs one tells
        }
    }

    private static void readOne(InputStream resource) throws IOException {
        try (resource) {
            var _ = resource.read();
        }
    }
}

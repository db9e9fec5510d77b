package org.penlb.listen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.penlb.config.Protocol;

/**
 * Tries whether addresses could be listened on, without listening: a socket is bound and closed at once, so that no client
 * comes to it, and nothing is removed or left behind.
 */
public final class AddressTrial {
    /** What came of it. */
    public enum Result {
        /** It can be listened on. */
        FREE,
        /** A Pen listens there. It may be the one that the configuration is for. */
        HELD_BY_PEN
    }

    private final Presence.Seen pens = Presence.seen();

    /**
     * Tries one.
     *
     * @param v6only whether IPv4 is left to others there
     * @param protocol what is to listen there
     * @throws AddressUnavailable that says why it cannot be listened on
     */
    public Result at(SocketAddress address, boolean v6only, Protocol protocol) {
        if (address instanceof UnixDomainSocketAddress unix && Files.exists(unix.getPath())) {
            if (pens.isHeld(address, protocol)) {
                return Result.HELD_BY_PEN; // which would take the trial for a client
            }
        }
        try {
            switch (address) {
                case InetSocketAddress inet -> AddressClaim.probeInet(inet, v6only, protocol);
                case UnixDomainSocketAddress unix -> look(unix);
                default -> throw new IllegalArgumentException("address: " + address);
            }
            return Result.FREE;
        } catch (IOException | AddressUnavailable e) {
            AddressUnavailable reason = AddressUnavailable.of(e, address);
            if (reason.kind() == AddressUnavailable.Kind.IN_USE && pens.isHeld(address, protocol)) {
                return Result.HELD_BY_PEN;
            }
            throw reason;
        }
    }

    private static void look(UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent());
        if (!Files.isDirectory(folder)) {
            throw AddressUnavailable.of(AddressUnavailable.Kind.NO_DIRECTORY, address);
        }
        AddressClaim.requireNobody(address);
        if (!Files.isWritable(folder)) {
            throw new AddressUnavailable(AddressUnavailable.Kind.OTHER, "permission denied in the directory " + folder);
        }
    }
}

package org.penlb.listen;

import java.io.Serial;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.penlb.config.ConfigException;
import org.penlb.relay.Errno;

/** An address that cannot be listened on. The message says why in an operator's words; the kind says it to the program. */
public final class AddressUnavailable extends ConfigException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What is in the way. */
    public enum Kind {
        /** Somebody listens there. */
        IN_USE,
        /** This user may not. */
        NOT_PERMITTED,
        /** The path of a Unix socket leads through a directory that is not there. */
        NO_DIRECTORY,
        /** It is an address of another machine. */
        NOT_OURS,
        /** Something else. */
        OTHER
    }

    private final Kind kind;

    AddressUnavailable(Kind kind, String reason) {
        super(reason, kind != Kind.NOT_PERMITTED);
        this.kind = kind;
    }

    /**
     * Names the place around what was found further inside.
     *
     * @param place what was to listen there, as the operator wrote it
     */
    AddressUnavailable(String place, AddressUnavailable inner) {
        super(place, inner);
        this.kind = inner.kind;
    }

    /**
     * What an attempt to listen on an address failed with. Nobody else looks at what the system said.
     *
     * @param e of this kind already, or whatever the system, the JDK, Netty or Vert.x threw
     */
    static AddressUnavailable of(Throwable e, SocketAddress address) {
        if (e instanceof AddressUnavailable known) {
            return known;
        }
        Kind kind = switch (Errno.ofAny(e)) {
            case Errno.EADDRINUSE -> Kind.IN_USE;
            case Errno.EACCES -> Kind.NOT_PERMITTED;
            case Errno.ENOENT -> Kind.NO_DIRECTORY;
            case Errno.EADDRNOTAVAIL -> Kind.NOT_OURS;
            default -> Kind.OTHER;
        };
        return kind == Kind.OTHER ? new AddressUnavailable(kind, String.valueOf(e.getMessage())) : of(kind, address);
    }

    /**
     * One that was found out without the system's help.
     *
     * @param kind any but {@link Kind#OTHER}
     */
    static AddressUnavailable of(Kind kind, SocketAddress address) {
        return new AddressUnavailable(
                kind,
                switch (kind) {
                    case IN_USE ->
                        address instanceof UnixDomainSocketAddress
                                ? "another program listens on this socket"
                                : "the port is in use by another program";
                    case NOT_PERMITTED ->
                        "permission denied (a port below 1024 needs root or the capability CAP_NET_BIND_SERVICE)";
                    case NO_DIRECTORY -> "no such directory";
                    case NOT_OURS -> "this machine does not have that address";
                    case OTHER -> throw new IllegalArgumentException("kind: " + kind);
                });
    }

    public Kind kind() {
        return kind;
    }
}

package org.penlb.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where something listens or can be reached, as the operator wrote it: names are not resolved yet. */
public sealed interface Address {
    /** The address that a socket really has. */
    static Address of(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet -> new Inet(host(inet.getAddress()), inet.getPort());
            case UnixDomainSocketAddress unix -> new Unix(unix.getPath().toString());
            default -> throw new IllegalArgumentException("address: " + address + " (expected: Internet or Unix)");
        };
    }

    private static String host(InetAddress address) {
        String written = address.getHostAddress();
        int scope = written.indexOf('%');
        return IpAddress.of(address) + (scope < 0 ? "" : written.substring(scope));
    }

    /** The address in the one spelling that all others of it have in common; names are lower-case. */
    Address plain();

    /**
     * A TCP (or UDP) address.
     *
     * @param host a name, or an IPv4 or IPv6 literal without brackets
     * @param port 0 to 65535; 0 lets the system choose (listener) or excludes the server from selection
     */
    record Inet(String host, int port) implements Address {
        public Inet {
            if (host.isBlank()) {
                throw new ConfigException("host: \"\" is not a name or an address");
            }
            if (Host.isPartOfAddress(host)) {
                throw new ConfigException(
                        "host: \"" + host + "\" is not an IPv4 address (expected: four numbers, such as 192.0.2.1)");
            }
            if (port < 0 || port > 65535) {
                throw new ConfigException("port: " + port + " is not within 0 to 65535");
            }
        }

        /** The address that the host is, or null if it is a name. */
        public @Nullable IpAddress literal() {
            try {
                return IpAddress.parse(host);
            } catch (ConfigException _) {
                return null;
            }
        }

        @Override
        public Inet plain() {
            int scope = host.indexOf('%');
            IpAddress literal = Host.address(scope < 0 ? host : host.substring(0, scope));
            String plain = literal == null
                    ? host.toLowerCase(Locale.ROOT)
                    : literal + (scope < 0 ? "" : host.substring(scope)); // each scope has an fe80::1 of its own
            return plain.equals(host) ? this : new Inet(plain, port);
        }

        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /** A Unix stream socket by its path, at most 107 bytes long (the kernel's {@code sun_path}). */
    record Unix(String path) implements Address {
        /** The longest path that a socket address of Linux can hold, in bytes. */
        public static final int MAX_PATH = 107;

        public Unix {
            int length = path.getBytes(StandardCharsets.UTF_8).length;
            if (length == 0 || length > MAX_PATH) {
                throw new ConfigException(
                        "socket path \"" + path + "\": " + length + " bytes are not within 1 to " + MAX_PATH);
            }
            try {
                var _ = Path.of(path);
            } catch (InvalidPathException e) {
                throw new ConfigException(
                        "socket path \"" + path + "\" is not the name of a file (" + e.getReason() + ")");
            }
        }

        @Override
        public Unix plain() {
            return this;
        }

        @Override
        public String toString() {
            return path;
        }
    }
}

package org.penlb.config.json;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.Host;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.ServerArguments;

/**
 * Addresses as JSON has them: {@code host:port} with IPv6 addresses in brackets, {@code unix:/path}, and for listeners a
 * scheme before them that says what is balanced, {@code tcp://} or {@code udp://}.
 */
final class JsonAddresses {
    private static final String UNIX = "unix:";
    private static final String TCP = "tcp://";
    private static final String UDP = "udp://";
    private static final String EVERYWHERE = "0.0.0.0";
    private static final String LOOPBACK = "127.0.0.1";
    /** All addresses of IPv6, and those of IPv4, too. */
    private static final String ALL = "::";

    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    private final ServerArguments arguments;

    /**
     * A listener as it is written.
     *
     * @param protocol what its scheme says, null if it has none
     */
    record Listener(Address address, @Nullable Protocol protocol) {}

    JsonAddresses(ServerArguments arguments) {
        this.arguments = arguments;
    }

    /** Reads where a service listens; without a host it is all IPv4 addresses. */
    Listener listener(Value value) {
        String text = value.text();
        if (text.startsWith(TCP)) {
            return new Listener(inet(text, text.substring(TCP.length()), EVERYWHERE), Protocol.STREAM);
        }
        if (text.startsWith(UDP)) {
            return new Listener(inet(text, text.substring(UDP.length()), EVERYWHERE), Protocol.UDP);
        }
        if (text.contains("://")) {
            throw new ConfigException(Found.shown(text) + " is not tcp://host:port, udp://host:port or unix:/path");
        }
        Address address = address(text, EVERYWHERE);
        return new Listener(address, address instanceof Address.Unix ? Protocol.STREAM : null);
    }

    /**
     * Whether one of two different addresses, both {@linkplain Address#plain() plain}, is all addresses of the machine and
     * the other is among them: the system gives the port to one of them alone. Names are not looked up.
     */
    static boolean overlap(Address one, Address other) {
        return one instanceof Address.Inet a
                && other instanceof Address.Inet b
                && a.port() == b.port()
                && !a.host().equals(b.host())
                && (includes(a.host(), b.host()) || includes(b.host(), a.host()));
    }

    /** Whether a plain address is all addresses of the machine, or all those of IPv4. */
    static boolean isEverywhere(Address address) {
        return address instanceof Address.Inet inet
                && (inet.host().equals(ALL) || inet.host().equals(EVERYWHERE));
    }

    /** Whether a plain address is one of IPv4. */
    static boolean isV4(Address address) {
        return address instanceof Address.Inet inet && IPV4.matcher(inet.host()).matches();
    }

    private static boolean includes(String all, String host) {
        return all.equals(ALL) || (all.equals(EVERYWHERE) && IPV4.matcher(host).matches());
    }

    /** Reads where those are served who look after Pen; without a host it is loopback. */
    Address loopback(Value value) {
        return address(value.text(), LOOPBACK);
    }

    /**
     * Reads where a server is.
     *
     * @throws ConfigException also if no service of the protocol can have such a server
     */
    Address server(Value value, Protocol protocol) {
        String text = value.text();
        Address address = address(text, null);
        requireFit(text, address, protocol);
        return address;
    }

    /**
     * @param text how the address is written
     * @throws ConfigException if no service of the protocol can have it
     */
    static void requireFit(String text, Address address, Protocol protocol) {
        if (!protocol.hasDatagrams()) {
            return;
        }
        switch (address) {
            case Address.Unix _ ->
                throw new ConfigException(
                        Found.shown(text) + " is not host:port (a " + protocol + " service has no Unix sockets)");
            case Address.Inet inet -> {
                IpAddress literal = literal(inet.host());
                if (literal != null) {
                    protocol.requireUnicast(Found.shown(text), literal);
                }
            }
        }
    }

    /** The host and port of a program that is told something over UDP. */
    void requireHostAndPort(String text) {
        inet(text, text, null);
    }

    /** Reads where another program listens. */
    Address.Inet hostAndPort(Value value) {
        return inet(value.text(), value.text(), null);
    }

    /**
     * Reads where another program listens.
     *
     * @param usual the port of those that name none
     */
    Address.Inet hostAndPort(Value value, int usual) {
        String text = value.text();
        boolean hasPort = text.indexOf(':', text.indexOf(']') + 1) >= 0;
        return inet(text, hasPort ? text : text + ":" + usual, null);
    }

    /**
     * @param absent the host that stands for none, or null if there must be one
     */
    private Address address(String text, @Nullable String absent) {
        if (text.contains("://")) {
            throw new ConfigException(Found.shown(text) + " is not host:port or unix:/path");
        }
        if (text.startsWith(UNIX + "/")) {
            return new Address.Unix(text.substring(UNIX.length()));
        }
        if (text.startsWith("/")) {
            throw new ConfigException(
                    Found.shown(text) + " is not host:port or unix:/path (did you mean \"unix:" + plain(text) + "\"?)");
        }
        if (text.startsWith(UNIX)) {
            throw new ConfigException(Found.shown(text) + " is not unix:/path (the path is to start with a slash)");
        }
        return inet(text, text, absent);
    }

    /** The text as it is shown, without its quotation marks. */
    private static String plain(String text) {
        String shown = Found.shown(text);
        return shown.substring(1, shown.lastIndexOf('"'));
    }

    private Address.Inet inet(String whole, String text, @Nullable String absent) {
        try {
            int colon = text.lastIndexOf(':');
            String host = colon < 0 ? "" : text.substring(0, colon);
            String port = text.substring(colon + 1);
            if (text.endsWith("]") || (host.isEmpty() && absent == null)) {
                throw new ConfigException((colon == 0 ? "the host" : "the port") + " is missing");
            }
            return new Address.Inet(host.isEmpty() ? String.valueOf(absent) : host(host), arguments.port(port));
        } catch (ConfigException e) {
            throw new ConfigException(Found.shown(whole) + " is not host:port (" + e.getMessage() + ")");
        }
    }

    private static String host(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            String inner = text.substring(1, text.length() - 1);
            if (inner.indexOf(':') >= 0 && literal(inner) != null) {
                return inner;
            }
            throw new ConfigException(Found.shown(inner) + " is not an IPv6 address");
        }
        if (text.indexOf(':') >= 0) {
            throw new ConfigException("IPv6 addresses stand in brackets, as in [::1]:80");
        }
        if (literal(text) == null && !Host.isName(text)) {
            throw new ConfigException(Found.shown(text) + " is neither an address nor a name");
        }
        return text;
    }

    /** The address that a host is, whatever its scope; null if it is none. */
    private static @Nullable IpAddress literal(String host) {
        int scope = host.indexOf('%');
        boolean scoped = scope > 0 && host.indexOf(':') >= 0 && scope < host.length() - 1;
        return Host.address(scoped ? host.substring(0, scope) : host);
    }

    /** The address as it is read. */
    static String write(Address address) {
        return switch (address) {
            case Address.Inet inet -> inet.toString();
            case Address.Unix unix -> UNIX + unix.path();
        };
    }

    /** The listener as it is read; that DNS is balanced is said elsewhere. */
    static String write(Address address, Protocol protocol) {
        return switch (address) {
            case Address.Inet inet -> (protocol.hasDatagrams() ? UDP : TCP) + inet;
            case Address.Unix _ -> write(address);
        };
    }
}

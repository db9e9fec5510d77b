package org.penlb.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Reads listeners and servers in pen's own notation:
 * {@code [host:]port|/path} and {@code host[:port[:soft[:hard[:weight[:prio]]]]]}, with IPv6 literals in brackets.
 */
public final class ServerArguments {
    private static final String EXPECTED = "host[:port[:soft[:hard[:weight[:prio]]]]], with IPv6 as [address]";

    private static final String UNIX = "unix:";

    private final ToIntFunction<String> servicePorts;

    /**
     * @param servicePorts the port of a service name such as {@code smtp}, or a negative number
     */
    public ServerArguments(ToIntFunction<String> servicePorts) {
        this.servicePorts = servicePorts;
    }

    /**
     * Reads a listener. Without a host it is all IPv4 addresses, as pen does it; {@code :::80} and {@code [::]:80} are all
     * addresses of both families.
     */
    public Address listener(String text) {
        try {
            return endpoint(text);
        } catch (ConfigException e) {
            throw new ConfigException("listener \"" + text + "\"", e);
        }
    }

    /** Reads where to connect to: written as a listener is, but the host is not left out. */
    public Address destination(String text) {
        try {
            if (!plain(text).startsWith("/") && text.lastIndexOf(':') <= 0) {
                throw new ConfigException("the host or the port is missing (expected: host:port or /path/to/socket)");
            }
            return endpoint(text);
        } catch (ConfigException e) {
            throw new ConfigException("address \"" + text + "\"", e);
        }
    }

    private Address endpoint(String written) {
        String text = plain(written);
        if (text.startsWith("/")) {
            return new Address.Unix(text);
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        return new Address.Inet(host.isEmpty() ? "0.0.0.0" : unbracketed(host), port(text.substring(colon + 1)));
    }

    /** Reads a server; one without a port uses the listener's. */
    public ServerConfig server(String text, Address listener) {
        try {
            List<String> parts = split(text);
            return new ServerConfig(
                    address(parts.get(0), parts.size() > 1 ? parts.get(1) : "", listener),
                    number("soft", parts, 2),
                    number("hard", parts, 3),
                    number("weight", parts, 4),
                    number("prio", parts, 5),
                    0,
                    AdminState.UP);
        } catch (ConfigException e) {
            throw new ConfigException("server \"" + text + "\"", e);
        }
    }

    /**
     * Reads an address without limits; one without a port uses that of the other address. IPv6 needs no brackets.
     *
     * @throws ConfigException if it is none
     */
    public Address address(String text, Address portOf) {
        if (text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[")) {
            return address("[" + text + "]", "", portOf);
        }
        List<String> parts = split(text);
        if (parts.size() > 2) {
            throw new ConfigException("\"" + text + "\" is not host[:port]");
        }
        return address(parts.get(0), parts.size() > 1 ? parts.get(1) : "", portOf);
    }

    private Address address(String host, String port, Address portOf) {
        if (host.startsWith("/")) {
            return new Address.Unix(host); // the port's place is there for the limits behind it
        }
        if (host.isEmpty()) {
            throw new ConfigException("the host is missing (expected: " + EXPECTED + ")");
        }
        if (!port.isEmpty()) {
            return new Address.Inet(unbracketed(host), port(port));
        }
        if (portOf instanceof Address.Inet inet) {
            return new Address.Inet(unbracketed(host), inet.port());
        }
        throw new ConfigException("the port is missing (expected: host:port, since the listener has none)");
    }

    /** A Unix socket may be written as in JSON, too: {@code unix:/path}. */
    private static String plain(String text) {
        return text.startsWith(UNIX + "/") ? text.substring(UNIX.length()) : text;
    }

    private static List<String> split(String written) {
        String text = plain(written);
        int close = text.startsWith("[") ? text.indexOf(']') : 0;
        if (close < 0) {
            throw new ConfigException("\"" + text + "\" has no closing bracket (expected: " + EXPECTED + ")");
        }
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int colon = text.indexOf(':', close); colon >= 0; colon = text.indexOf(':', start)) {
            parts.add(text.substring(start, colon));
            start = colon + 1;
        }
        parts.add(text.substring(start));
        if (parts.size() > 6) {
            throw new ConfigException("has " + parts.size() + " parts (expected: " + EXPECTED + ")");
        }
        return parts;
    }

    private static int number(String name, List<String> parts, int at) {
        return at < parts.size() && !parts.get(at).isEmpty()
                ? Words.number(name, parts.get(at), name.equals("prio") ? Integer.MIN_VALUE : 0, Integer.MAX_VALUE)
                : 0;
    }

    /** Reads a port: a number from 0 to 65535, or the name of a service that has one. */
    public int port(String text) {
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Words.number("port", text, 0, 65535);
        }
        int port = servicePorts.applyAsInt(text);
        if (port < 0) {
            throw new ConfigException(
                    "port: \"" + text + "\" is not a number from 0 to 65535 or the name of a service");
        }
        return port;
    }

    private static String unbracketed(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String inner = bracketed ? host.substring(1, host.length() - 1) : host;
        if (inner.indexOf(':') >= 0) {
            IpAddress.parse(inner);
        }
        return inner;
    }
}

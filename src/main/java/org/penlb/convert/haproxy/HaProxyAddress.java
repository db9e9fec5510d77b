package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.convert.ListenAt;

/**
 * An address as HAProxy writes it: {@code host:port}, {@code [address]:port}, {@code *:port}, {@code /path}, with a prefix that
 * names the family. The port is what stands behind the last colon, also of IPv6 addresses without brackets.
 *
 * @param path of a Unix socket, or null
 * @param host a name or an address without brackets, or {@code *}
 * @param port what is written there, which may be a range; the empty string if nothing is
 */
record HaProxyAddress(@Nullable String path, String host, String port) {
    private static final int LAST_PORT = 65535;
    private static final String UNIX = "unix@";
    private static final Pattern FAMILY = Pattern.compile("(ipv[46]|tcp[46]?|stream\\+ipv[46])@");
    private static final Pattern OTHER = Pattern.compile("[a-z0-9+]+@.*");

    /**
     * @return null if it is none that Pen has: an inherited descriptor, an abstract name, datagrams
     */
    static @Nullable HaProxyAddress parse(HaProxyLine line, String text) {
        if (text.startsWith("/")) {
            return new HaProxyAddress(text, "", "");
        }
        if (text.startsWith(UNIX)) {
            return new HaProxyAddress(text.substring(UNIX.length()), "", "");
        }
        Matcher family = FAMILY.matcher(text);
        if (!family.lookingAt() && OTHER.matcher(text).matches()) {
            return null;
        }
        String rest = family.lookingAt() ? text.substring(family.end()) : text;
        int colon = rest.lastIndexOf(':');
        if (colon < rest.lastIndexOf(']')) {
            colon = -1;
        }
        String host = colon < 0 ? rest : rest.substring(0, colon);
        boolean v6 = text.startsWith("ipv6@") || text.startsWith("tcp6@");
        boolean all = host.isEmpty() || host.equals("*");
        return new HaProxyAddress(
                null, host(line, all && v6 ? "::" : host), colon < 0 ? "" : rest.substring(colon + 1));
    }

    private static String host(HaProxyLine line, String text) {
        String host = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (host.indexOf(':') >= 0) {
            try {
                return IpAddress.parse(host).toString(); // one address may be written in many ways
            } catch (ConfigException e) {
                throw line.error(e);
            }
        }
        return host.isEmpty() || host.equals("0") ? "*" : host;
    }

    /** Whether it is the address of everybody, or of whoever the client wanted to meet. */
    boolean isAny() {
        return path == null && (host.equals("*") || host.equals("0.0.0.0") || host.equals("::"));
    }

    /**
     * Where clients come in, one address for each port of a range.
     *
     * @param most how many ports a range may have
     * @return an empty list if it has more
     */
    List<Address> listeners(HaProxyLine line, int most) {
        try {
            if (path != null) {
                return List.of(new Address.Unix(path));
            }
            int dash = port.indexOf('-');
            int first = number(line, dash < 0 ? port : port.substring(0, dash));
            int last = dash < 0 ? first : number(line, port.substring(dash + 1));
            if (last < first) {
                throw line.error("port: the range " + port + " ends before it begins");
            }
            List<Address> all = new ArrayList<>();
            for (int each = first; each <= last && last - first < most; each++) {
                all.add(host.equals("*") ? ListenAt.everywhere(each) : new Address.Inet(host, each));
            }
            return all;
        } catch (ConfigException e) {
            throw line.error(e);
        }
    }

    /**
     * Where a server is.
     *
     * @param listener where its clients come in; what is not said of its port is as there
     * @return null if the port depends on that of a listener that has none
     */
    @Nullable
    Address server(HaProxyLine line, Address listener) {
        try {
            if (path != null) {
                return new Address.Unix(path);
            }
            boolean relative = port.isEmpty() || port.startsWith("+") || port.startsWith("-");
            if (!relative) {
                return new Address.Inet(host, number(line, port));
            }
            if (!(listener instanceof Address.Inet inet)) {
                return null;
            }
            int offset = port.isEmpty() ? 0 : Units.number(line, "port", port, -LAST_PORT, LAST_PORT);
            return new Address.Inet(host, inet.port() + offset);
        } catch (ConfigException e) {
            throw line.error(e);
        }
    }

    private static int number(HaProxyLine line, String text) {
        if (text.isEmpty()) {
            throw line.error("\"" + line.text() + "\": the port is missing (expected: address:port)");
        }
        return Units.number(line, "port", text, 1, LAST_PORT);
    }
}

package org.penlb.convert.nginx;

import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/** Reads addresses as nginx writes them: {@code host:port}, {@code [address]:port}, {@code unix:/path}. */
final class NginxAddress {
    static final String UNIX = "unix:";

    private static final int LAST_PORT = 65535;

    private NginxAddress() {}

    /** The address of a server; it has a port, or it is a Unix socket. */
    static Address server(Directive directive, String text) {
        try {
            if (text.startsWith(UNIX)) {
                return new Address.Unix(text.substring(UNIX.length()));
            }
            int colon = portColon(text);
            if (colon < 0) {
                throw directive.error("no port in \"" + text + "\" (expected: host:port)");
            }
            return new Address.Inet(host(text.substring(0, colon)), port(directive, text, text.substring(colon + 1)));
        } catch (ConfigException e) {
            throw directive.place().error(e);
        }
    }

    /** Where the port begins, or -1: colons in brackets are the address's. */
    static int portColon(String text) {
        int colon = text.lastIndexOf(':');
        return colon > text.lastIndexOf(']') ? colon : -1;
    }

    static String host(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            String inner = text.substring(1, text.length() - 1);
            return IpAddress.parse(inner).toString(); // one address may be written in many ways
        }
        return text;
    }

    static int port(Directive directive, String address, String text) {
        return NginxUnits.number(directive, "port in \"" + address + "\"", text, 1, LAST_PORT);
    }
}

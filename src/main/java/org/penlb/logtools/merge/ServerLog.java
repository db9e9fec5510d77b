package org.penlb.logtools.merge;

import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/**
 * An access log and the web server that has written it.
 *
 * @param server its address as pen's log has it, or its name; stands for clients that pen does not know
 * @param file the name of the file, or {@code -} for stdin
 */
public record ServerLog(String server, String file) {
    /**
     * Reads {@code server:logfile}. An address of IPv6 may have brackets; without them as much is taken for the address as
     * can be one. Else the first colon ends the server, and the file may have more of them.
     *
     * @throws ConfigException if it is not that
     */
    public static ServerLog parse(String argument) {
        int colon = argument.startsWith("[") ? argument.indexOf("]:") + 1 : colonBehindAddress(argument);
        if (colon <= 0 || colon + 1 == argument.length()) {
            throw new ConfigException(
                    "\"" + argument + "\" is not server:logfile (examples: 10.0.0.1:access.log, [::1]:access.log)");
        }
        String server = argument.substring(0, colon);
        return new ServerLog(unbracketed(argument, server), argument.substring(colon + 1));
    }

    private static String unbracketed(String argument, String server) {
        String name = server;
        if (server.startsWith("[")) {
            name = server.substring(1, server.length() - 1);
            IpAddress.parse(name);
        }
        // It becomes the first field of a line, or a member of JSON.
        if (!name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\')) {
            throw new ConfigException("\"" + argument + "\": the server is neither an address nor a name");
        }
        return name;
    }

    private static int colonBehindAddress(String argument) {
        for (int colon = argument.lastIndexOf(':'); colon > 0; colon = argument.lastIndexOf(':', colon - 1)) {
            String start = argument.substring(0, colon);
            if (start.indexOf(':') >= 0 && colon + 1 < argument.length() && isAddress(start)) {
                return colon;
            }
        }
        return argument.indexOf(':');
    }

    private static boolean isAddress(String text) {
        try {
            IpAddress.parse(text);
            return true;
        } catch (ConfigException _) {
            return false;
        }
    }
}

package org.penlb.cli.cgi;

import java.util.Locale;
import java.util.Set;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/**
 * The names that these pages are asked for by: {@code PEN_CGI_HOSTS}.
 *
 * @param names in lower case, without ports; empty if the web server alone decides
 */
record CgiHosts(Set<String> names) {
    CgiHosts {
        names = Set.copyOf(names);
    }

    /**
     * Refuses a request for another host.
     *
     * @throws CgiError 421
     */
    void check(CgiRequest request) throws CgiError {
        if (!names.isEmpty() && !names.contains(host(request))) {
            throw new CgiError(HttpStatus.MISDIRECTED_REQUEST, "PEN_CGI_HOSTS does not name this host.");
        }
    }

    /** Whether nobody else can have their own name lead here: it is one of ours, or it is no name. */
    boolean cannotBeRebound(CgiRequest request) {
        String host = host(request);
        return names.contains(host) || host.equals("localhost") || isLiteral(host);
    }

    private static String host(CgiRequest request) {
        String host = request.variable("HTTP_HOST").toLowerCase(Locale.ROOT);
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }

    private static boolean isLiteral(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            var _ = IpAddress.parse(bracketed ? host.substring(1, host.length() - 1) : host);
            return true;
        } catch (ConfigException _) {
            return false;
        }
    }
}

package org.penlb.cli.cgi;

import java.util.Locale;

/**
 * Keeps the pages of other origins from sending the form in the name of an operator who is logged in (cross-site request
 * forgery). No cookie and no token is needed: browsers say who sends a form, in fields that no page can set. Who says
 * nothing is refused, too.
 */
final class SameOrigin {
    private static final String ADVICE =
            " (expected: the form of this page; a program says by Origin which server it means).";

    private SameOrigin() {}

    /**
     * Refuses a form of another origin.
     *
     * @throws CgiError 403 if Sec-Fetch-Site, Origin or Referer says so, or none of them is there
     */
    static void check(CgiRequest request) throws CgiError {
        String site = request.variable("HTTP_SEC_FETCH_SITE");
        if (!site.isEmpty() && !site.equals("same-origin")) {
            throw refused("The form was sent by a page of another origin");
        }
        String origin = request.variable("HTTP_ORIGIN");
        String referer = request.variable("HTTP_REFERER");
        if (origin.isEmpty() && referer.isEmpty()) {
            throw refused("It is not said which page has sent the form");
        }
        if (!isOurs(origin.isEmpty() ? originOf(referer) : origin, request)) {
            throw refused("The form was sent by a page of another origin");
        }
    }

    private static CgiError refused(String what) {
        return new CgiError(HttpStatus.FORBIDDEN, what + ADVICE);
    }

    /** {@code https://host:port} of an address. */
    private static String originOf(String address) {
        int host = address.indexOf("://");
        int path = host < 0 ? -1 : address.indexOf('/', host + "://".length());
        return path < 0 ? address : address.substring(0, path);
    }

    private static boolean isOurs(String claimed, CgiRequest request) {
        String host = request.variable("HTTP_HOST").toLowerCase(Locale.ROOT);
        if (host.isEmpty()) {
            return false;
        }
        String origin = claimed.toLowerCase(Locale.ROOT);
        if (isOrigin(origin, host, request)) {
            return true;
        }
        // Debian's fastcgi_params pass the host on without its port.
        boolean hasPort = host.lastIndexOf(':') > host.lastIndexOf(']');
        return !hasPort && isOrigin(origin, host + ":" + request.variable("SERVER_PORT"), request);
    }

    /** In the clear, https is that of a proxy that ends TLS; over TLS, a page in the clear may be anybody's. */
    private static boolean isOrigin(String origin, String host, CgiRequest request) {
        return origin.equals("https://" + host) || (!request.isSecure() && origin.equals("http://" + host));
    }
}

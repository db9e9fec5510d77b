package org.penlb.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps pages of other origins out. Browsers say in {@code Sec-Fetch-Site} and {@code Origin} who sends a request, and no
 * page can change that; programs other than browsers say nothing, and may pass.
 */
final class Origins {
    private static final Set<String> OURS = Set.of("same-origin", "none");

    private Origins() {}

    /** Refuses a request of another origin's page, unless it is a link that somebody follows. */
    static void check(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean reading = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        boolean link = reading && "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
        if (site != null && !OURS.contains(site) && !link) {
            throw refused();
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !isOurs(origin, request)) {
            throw refused();
        }
    }

    private static boolean isOurs(String origin, HttpServerRequest request) {
        String host = request.getHeader("Host");
        if (host == null) {
            return false;
        }
        String claimed = origin.toLowerCase(Locale.ROOT);
        String ours = host.toLowerCase(Locale.ROOT);
        // in the clear, https is that of a proxy that ends TLS; over TLS, a page in the clear may be anybody's
        return claimed.equals("https://" + ours) || (!request.isSSL() && claimed.equals("http://" + ours));
    }

    private static HttpError refused() {
        return new HttpError(403, "the request comes from a page of another origin");
    }
}

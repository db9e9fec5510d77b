package org.penlb.web;

import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.function.BiConsumer;

/** What browsers are told about every answer: it may use nothing but what comes from here, and is nobody else's to use. */
final class SecurityHeaders {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> ALL = Map.of(
            "Content-Security-Policy",
            POLICY,
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Embedder-Policy",
            "require-corp",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()");

    private SecurityHeaders() {}

    static void put(HttpServerResponse response) {
        forEach(response::putHeader);
    }

    static void forEach(BiConsumer<String, String> header) {
        ALL.forEach(header);
    }

    /**
     * Lets a page that is written in one piece have a style sheet inside.
     *
     * @param hash {@code sha256-...} of that style sheet
     */
    static void allowStyle(HttpServerResponse response, String hash) {
        response.putHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src '" + hash
                        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }
}

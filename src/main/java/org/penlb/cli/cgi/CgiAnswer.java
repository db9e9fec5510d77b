package org.penlb.cli.cgi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What goes back through the web server: a page, and what every browser is told of every page. It may run nothing, load
 * nothing, be framed by nobody, be kept by nobody, and send its form to where it comes from.
 *
 * @param allowed the methods that would have been right, for the field Allow; empty if it is not about that
 * @param page HTML
 */
record CgiAnswer(HttpStatus status, String allowed, String page) {
    /**
     * The referrer is for our own pages: without any, browsers send {@code Origin: null} with our own form, too (Fetch, 3.2).
     */
    private static final String FIELDS = """
            Content-Type: text/html; charset=utf-8
            Content-Security-Policy: default-src 'none'; style-src '%s'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
            X-Content-Type-Options: nosniff
            X-Frame-Options: DENY
            Referrer-Policy: same-origin
            Cache-Control: no-store
            Cross-Origin-Opener-Policy: same-origin
            Cross-Origin-Resource-Policy: same-origin
            Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
            """.replace("%s", Html.STYLE_HASH);

    static CgiAnswer ok(String page) {
        return new CgiAnswer(HttpStatus.OK, "", page);
    }

    /**
     * Writes it as RFC 3875, 6 has it.
     *
     * @param withPage false for HEAD
     */
    void write(OutputStream out, boolean withPage) throws IOException {
        String head = "Status: " + status.line() + "\n" + FIELDS
                + (allowed.isEmpty() ? "" : "Allow: " + allowed + "\n")
                + "\n";
        out.write((withPage ? head + page : head).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}

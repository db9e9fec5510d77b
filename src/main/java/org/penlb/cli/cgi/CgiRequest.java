package org.penlb.cli.cgi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.cli.penctl.CommandText;

/**
 * What a web server passes on: the meta-variables of RFC 3875, 4.1 in the environment, the body on stdin.
 *
 * @param variables the environment
 * @param body its bytes as characters of ISO 8859-1
 */
record CgiRequest(Map<String, String> variables, String body) {
    /** A form with the longest command, each of its bytes written as three, and room for the other fields. */
    static final int MAX_BODY = 3 * CommandText.MAX_LENGTH + 1024;

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int MOST_DIGITS = 9;
    private static final int MAX_READ = 1 << 16;

    /**
     * Reads a request: of its body what the web server says is there, and no more than is any use. That it is read matters
     * also if it is not looked at: Apache's mod_cgid waits five seconds for programs that leave something unread.
     *
     * @throws IOException if the body cannot be read
     */
    static CgiRequest read(Map<String, String> variables, InputStream in) throws IOException {
        String length = variables.getOrDefault("CONTENT_LENGTH", "");
        int said = length.isEmpty() || !isNumber(length)
                ? 0
                : length.length() > MOST_DIGITS ? MAX_READ : Integer.parseInt(length);
        byte[] bytes = in.readNBytes(Math.min(said, MAX_READ));
        return new CgiRequest(variables, new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Whether a web server started the program that has this environment. */
    static boolean isIn(Map<String, String> environment) {
        return !environment.getOrDefault("GATEWAY_INTERFACE", "").isEmpty()
                || !environment.getOrDefault("REQUEST_METHOD", "").isEmpty();
    }

    /** A meta-variable; empty if it is not set, which is the same (RFC 3875, 4.1). */
    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    String method() {
        return variable("REQUEST_METHOD");
    }

    boolean isHead() {
        return method().equals("HEAD");
    }

    boolean isReading() {
        return method().equals("GET") || isHead();
    }

    /** Whether the browser, or a proxy in front, came to the web server over TLS. */
    boolean isSecure() {
        String https = variable("HTTPS").toLowerCase(Locale.ROOT);
        return https.equals("on")
                || https.equals("1")
                || variable("REQUEST_SCHEME").equals("https");
    }

    /**
     * Who the web server has found this to be; null if it did not ask. It takes both variables: nginx sets REMOTE_USER, by
     * Debian's fastcgi_params, to whatever the request claims, whether or not the password was looked at.
     */
    @Nullable
    String user() {
        String user = variable("REMOTE_USER");
        return user.isEmpty() || variable("AUTH_TYPE").isEmpty() ? null : user;
    }

    /** Refuses what stands behind the program's name: {@code /pen/penstats/more}. */
    void refusePath() throws CgiError {
        if (!variable("PATH_INFO").isEmpty()) {
            throw new CgiError(HttpStatus.NOT_FOUND, "There is nothing below this page.");
        }
    }

    /** The fields behind the question mark. */
    FormFields query() throws CgiError {
        return new FormFields(variable("QUERY_STRING"));
    }

    /**
     * The fields of the form that was sent.
     *
     * @throws CgiError if it is another type, too long, shorter than was said, or no form
     */
    FormFields posted() throws CgiError {
        String type = variable("CONTENT_TYPE");
        int parameters = type.indexOf(';');
        if (!(parameters < 0 ? type : type.substring(0, parameters)).strip().equalsIgnoreCase(FORM)) {
            throw new CgiError(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body is not a form (expected: " + FORM + ").");
        }
        int length = length();
        if (body.length() < length) {
            throw new CgiError(
                    HttpStatus.BAD_REQUEST, "The body ends after " + body.length() + " bytes of " + length + ".");
        }
        return new FormFields(body);
    }

    private int length() throws CgiError {
        String length = variable("CONTENT_LENGTH");
        if (length.isEmpty()) {
            throw new CgiError(HttpStatus.LENGTH_REQUIRED, "The length of the body is not said.");
        }
        if (!isNumber(length)) {
            throw new CgiError(HttpStatus.BAD_REQUEST, "The length of the body is not a number.");
        }
        if (length.length() > MOST_DIGITS || Integer.parseInt(length) > MAX_BODY) {
            throw new CgiError(HttpStatus.CONTENT_TOO_LARGE, "The body is longer than " + MAX_BODY + " bytes.");
        }
        return Integer.parseInt(length);
    }
}

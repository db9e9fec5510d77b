package org.penlb.cli.cgi;

import java.io.Serial;

/** A request that cannot be answered as it was meant. The message is a sentence for who sent it. */
final class CgiError extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final HttpStatus status;
    private final String allowed;
    private final String said;

    private CgiError(HttpStatus status, String message, String allowed, String said) {
        super(message, null, true, false);
        this.status = status;
        this.allowed = allowed;
        this.said = said;
    }

    CgiError(HttpStatus status, String message) {
        this(status, message, "", "");
    }

    /**
     * A method that is not for this.
     *
     * @param allowed those that are, as in the field Allow
     */
    static CgiError method(String allowed, String message) {
        return new CgiError(HttpStatus.METHOD_NOT_ALLOWED, message, allowed, "");
    }

    /**
     * A pen that replied something else than was expected.
     *
     * @param said what it said, to be shown
     */
    static CgiError reply(String message, String said) {
        return new CgiError(HttpStatus.BAD_GATEWAY, message, "", said);
    }

    CgiAnswer answer() {
        String page = Html.page(
                status.line(),
                Html.paragraph(String.valueOf(getMessage()))
                        + (said.isEmpty() ? "" : Html.preformatted(said))
                        + "<p><a href=\"?\">Back</a></p>\n");
        return new CgiAnswer(status, allowed, page);
    }
}

package org.penlb.cli.top;

import java.io.Serial;

/** A round without an outcome. The message says why, and is not fit for a terminal but through a {@link Line}. */
final class NoAnswer extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    NoAnswer(String message) {
        super(message);
    }

    /** Why, for the user. */
    String reason() {
        return String.valueOf(getMessage());
    }
}

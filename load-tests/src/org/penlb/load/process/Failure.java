package org.penlb.load.process;

import java.io.Serial;

/** Something could not be started or measured. The message is one line for the user. */
public final class Failure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public Failure(String message) {
        super(message);
    }

    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}

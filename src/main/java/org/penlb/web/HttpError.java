package org.penlb.web;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A request that is not done as asked. The message is one line for whoever sent it. */
final class HttpError extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final @Nullable Integer retryAfterSeconds;

    /**
     * @param status the status code of HTTP, 400 to 599
     */
    HttpError(int status, String message) {
        this(status, message, null);
    }

    /**
     * @param retryAfterSeconds when it is worth another try; null if nobody knows
     */
    HttpError(int status, String message, @Nullable Integer retryAfterSeconds) {
        super(message, null, false, false); // expected, and sent by strangers: no trace of the stack
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    int status() {
        return status;
    }

    @Nullable
    Integer retryAfterSeconds() {
        return retryAfterSeconds;
    }
}

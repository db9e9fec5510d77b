package org.penlb.tls.certificate;

import java.io.Serial;

/** Bytes that are no DER, or not what they should be. */
final class MalformedDerException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    MalformedDerException() {
        super("malformed", null, true, false);
    }
}

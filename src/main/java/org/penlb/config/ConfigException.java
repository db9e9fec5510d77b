package org.penlb.config;

import java.io.Serial;

/**
 * A configuration that cannot be used. The message is for the operator: it names the place, what was found there and
 * what was expected, in the form {@code place: found is not expected}.
 */
public class ConfigException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    // Without stack traces: they would show where Pen found the mistake, and not where the operator made it.

    public ConfigException(String message) {
        super(message, null, true, false);
    }

    /**
     * Names the place around an error that was found further inside.
     *
     * @param place where the faulty value stands, as the operator wrote it
     */
    public ConfigException(String place, ConfigException inner) {
        super(place + ": " + inner.getMessage(), inner, true, false);
    }
}

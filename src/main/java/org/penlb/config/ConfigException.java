package org.penlb.config;

import java.io.Serial;

/**
 * A configuration that cannot be used. The message is for the operator: it names the place, what was found there and
 * what was expected, in the form {@code place: found is not expected}.
 */
public class ConfigException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean passing;

    // Without stack traces: they would show where Pen found the mistake, and not where the operator made it.

    public ConfigException(String message) {
        this(message, false);
    }

    /**
     * @param passing as {@link #mayPass} says it
     */
    protected ConfigException(String message, boolean passing) {
        super(message, null, true, false);
        this.passing = passing;
    }

    /**
     * Names the place around an error that was found further inside.
     *
     * @param place where the faulty value stands, as the operator wrote it
     */
    public ConfigException(String place, ConfigException inner) {
        super(place + ": " + inner.getMessage(), inner, true, false);
        this.passing = inner.passing;
    }

    /** One that {@linkplain #mayPass may pass}. */
    public static ConfigException passing(String message) {
        return new ConfigException(message, true);
    }

    /** The same with another message. */
    public ConfigException saying(String message) {
        return new ConfigException(message, passing);
    }

    /**
     * Whether the same configuration may be usable a moment later, with nothing changed in it: a name that does not resolve
     * yet, a port that somebody else has still, a file that is not there or not whole yet.
     */
    public boolean mayPass() {
        return passing;
    }
}

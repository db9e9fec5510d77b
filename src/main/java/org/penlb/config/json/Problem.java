package org.penlb.config.json;

/**
 * One thing that is wrong with a configuration.
 *
 * @param place where it stands, such as {@code services[0].listen}; empty if it is about the whole
 * @param message what was found there and what was expected
 */
public record Problem(String place, String message) {
    /** {@code place: message}. */
    @Override
    public String toString() {
        return place.isEmpty() ? message : place + ": " + message;
    }
}

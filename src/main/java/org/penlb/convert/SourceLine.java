package org.penlb.convert;

import org.penlb.config.ConfigException;

/**
 * A line of a file.
 *
 * @param file its name, as the operator wrote it
 * @param line counted from 1
 */
public record SourceLine(String file, int line) {
    /** What is wrong there. The message is made fit to be shown: what the file holds may be anything. */
    public ConfigException error(String message) {
        return new ConfigException(this + ": " + LeftOut.shown(message));
    }

    /** Names this place as that of an error that was found further inside, unless that names one already. */
    public ConfigException error(ConfigException inner) {
        String message = String.valueOf(inner.getMessage());
        return message.startsWith(file + ":") ? inner : error(message);
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}

package org.penlb.config.json;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.penlb.config.ConfigException;

/** Names of files in a configuration. */
final class FileNames {
    private FileNames() {}

    /**
     * The file that is named; a relative name is one in the folder.
     *
     * @throws ConfigException if no file can have this name
     */
    static Path name(Value value, Path folder) {
        String text = value.text();
        try {
            if (!text.isBlank()) {
                return folder.resolve(text);
            }
        } catch (InvalidPathException e) {
            throw new ConfigException(Found.shown(text) + " is not the name of a file (" + e.getReason() + ")");
        }
        throw new ConfigException(Found.shown(text) + " is not the name of a file");
    }
}

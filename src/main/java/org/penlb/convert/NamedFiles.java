package org.penlb.convert;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.SequencedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * The files that another program's configuration names.
 *
 * @param folder where relative names begin: that of the configuration
 * @param listing the files in a folder, in alphabetical order; none if it is no folder, or cannot be read
 * @param text what is in a file; null if it is not there, cannot be read, or is no text of a bearable size
 */
public record NamedFiles(
        Path folder, Function<Path, SequencedSet<Path>> listing, Function<Path, @Nullable String> text) {
    /**
     * The file of a name.
     *
     * @throws ConfigException if no file can have this name
     */
    public Path of(String name) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new ConfigException("\"" + name + "\" is not the name of a file (" + e.getReason() + ")");
        }
    }

    /** The files in a folder, in alphabetical order; none if it is no folder, or cannot be read. */
    public SequencedSet<Path> in(Path place) {
        return listing.apply(place);
    }

    /** Whether a file is there. */
    public boolean isThere(Path file) {
        Path parent = file.getParent();
        return parent != null && in(parent).contains(file);
    }

    /** What is in a file; null if it cannot be read. */
    public @Nullable String read(Path file) {
        return text.apply(file);
    }

    /** The file with an ending behind its whole name. */
    public static Path with(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }
}

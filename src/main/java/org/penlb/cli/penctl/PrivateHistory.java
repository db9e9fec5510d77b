package org.penlb.cli.penctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jline.reader.impl.history.DefaultHistory;
import org.jspecify.annotations.Nullable;

/**
 * What was typed at the prompt, kept in a file that nobody but its user can read. It is a comfort: where the file cannot
 * be read or written, the prompt goes on without.
 */
final class PrivateHistory extends DefaultHistory {
    private static final String NAME = "penctl_history";
    private static final String FILE_FOR_USER = "rw-------";
    private static final String FOLDER_FOR_USER = "rwx------";

    private final @Nullable Path file;

    /**
     * @param file also set as the reader's history file; null for a history that ends with the prompt
     */
    PrivateHistory(@Nullable Path file) {
        this.file = file;
    }

    /** The file below the user's folder for such things (XDG Base Directory Specification), or null if there is none. */
    static @Nullable Path file(Map<String, String> environment) {
        try {
            Path state = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
            if (state.isAbsolute()) {
                return state.resolve(NAME);
            }
            Path home = Path.of(environment.getOrDefault("HOME", ""));
            return home.isAbsolute() ? home.resolve(".local/state").resolve(NAME) : null;
        } catch (InvalidPathException _) {
            return null;
        }
    }

    @Override
    public void load() {
        try {
            super.load();
        } catch (IOException | UncheckedIOException _) {
            // unreadable, or not text: begins empty
        }
    }

    @Override
    public void save() {
        if (file == null) {
            return;
        }
        try {
            makePrivate(file);
            super.save();
        } catch (IOException _) {
            // no place, no right: it lasts as long as the prompt
        }
    }

    private static void makePrivate(Path file) throws IOException {
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent(), attribute(FOLDER_FOR_USER));
        }
        try {
            Files.createFile(file, attribute(FILE_FOR_USER));
        } catch (FileAlreadyExistsException _) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(FILE_FOR_USER));
        }
    }

    private static FileAttribute<?> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}

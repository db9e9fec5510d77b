package org.penlb.convert.haproxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.convert.NamedFiles;

/** The lists that conditions name: {@code src -f FILE}, a pattern on each line. */
final class PatternFiles {
    static final String UNREADABLE = "the list behind -f cannot be read here (convert it where the list is)";

    private static final String FLAG = "-f";

    private final NamedFiles files;

    PatternFiles(NamedFiles files) {
        this.files = files;
    }

    /** Whether a line asks for such a list. */
    static boolean isAsked(HaProxyLine line) {
        return line.words().contains(FLAG);
    }

    /** Whether this word of a condition names a list, which is the next word. */
    static boolean isFlag(String word) {
        return word.equals(FLAG);
    }

    /** The patterns of a list; null if it cannot be read. */
    @Nullable
    List<String> read(String name) {
        try {
            String text = files.read(files.of(name));
            return text == null
                    ? null
                    : text.lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                            .toList();
        } catch (ConfigException _) {
            return null; // that is no name
        }
    }
}

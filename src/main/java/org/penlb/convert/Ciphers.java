package org.penlb.convert;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.CipherString;

/**
 * The cipher suites that another program's configuration asks for, as far as there are such here.
 *
 * @param carried null if the engine's best are used instead
 * @param different what is not as it was; null if nothing is
 */
public record Ciphers(
        @Nullable CipherString carried, @Nullable String different) {
    private static final String SEPARATOR = ":";

    /** Reads a list of OpenSSL's. What it asks for and does not exist here is left out of it. */
    public static Ciphers read(String text) {
        try {
            return new Ciphers(new CipherString(text), null);
        } catch (ConfigException _) {
            // some of it, perhaps
        }
        List<String> known = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String word : text.split("[:, ]+")) {
            if (!word.isEmpty()) {
                (isKnown(word) ? known : unknown).add(word);
            }
        }
        try {
            var carried = new CipherString(String.join(SEPARATOR, known));
            return new Ciphers(
                    carried,
                    "without " + String.join(SEPARATOR, unknown)
                            + ": suites that do not exist here, or of TLS 1.3, whose three are always on");
        } catch (ConfigException e) {
            return new Ciphers(null, "the usual suites are used instead: " + e.getMessage());
        }
    }

    /** Whether a word alone has a meaning, whatever is before it. */
    private static boolean isKnown(String word) {
        try {
            var _ = new CipherString("ALL" + SEPARATOR + word + SEPARATOR + "ALL");
            return true;
        } catch (ConfigException e) {
            return word.startsWith("!") && String.valueOf(e.getMessage()).endsWith("leaves no cipher suite");
        }
    }
}

package org.penlb.convert;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Gives each service a name of its own: what is there already gets a number. */
public final class UniqueNames {
    /** With room for the number, within the 64 characters that a name may have. */
    private static final int MOST_OF_WISH = 56;

    private final Set<String> taken = new HashSet<>();

    /**
     * The name that was wished for, or {@code name-2}, {@code name-3} and so on. Characters that a name cannot have become
     * underscores.
     */
    public String take(String wish) {
        String fit = wish.replaceAll("[^A-Za-z0-9_.:-]", "_").replaceFirst("^(?![A-Za-z0-9_])", "_");
        String start = fit.substring(0, Math.min(fit.length(), MOST_OF_WISH));
        String name = start;
        for (int i = 2; !taken.add(name); i++) {
            name = String.format(Locale.ROOT, "%s-%d", start, i);
        }
        return name;
    }
}

package org.penlb.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Host names that clients ask for, as an operator writes them: {@code a.example}, or {@code *.b.example} for one label more. */
public final class ServerNamePattern {
    /** What a pattern for one label more begins with. */
    public static final String WILDCARD = "*.";

    private static final int LONGEST = 253;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_]([a-z0-9_-]{0,62}))*");
    private static final Pattern NUMBERS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

    private ServerNamePattern() {}

    /**
     * The pattern in lower case.
     *
     * @throws ConfigException if no client could ask for that
     */
    public static String read(String text) {
        String pattern = text.toLowerCase(Locale.ROOT);
        String name = pattern.startsWith(WILDCARD) ? pattern.substring(WILDCARD.length()) : pattern;
        if (NUMBERS.matcher(pattern).matches() || pattern.indexOf(':') >= 0) {
            throw wrong(text, "is an address, which no client asks for by name (expected: a host name)");
        }
        if (name.indexOf('*') >= 0) {
            throw wrong(text, "has a * that is not the whole first label (expected: *.example.org for one label more)");
        }
        if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
            throw wrong(text, "is not a host name (expected: a name such as www.example.org, or *.example.org)");
        }
        return pattern;
    }

    /** Whether {@link #read} takes it. */
    public static boolean isPattern(String text) {
        try {
            var _ = read(text);
            return true;
        } catch (ConfigException _) {
            return false;
        }
    }

    private static ConfigException wrong(String text, String why) {
        return new ConfigException("sni: \"" + text + "\" " + why);
    }
}

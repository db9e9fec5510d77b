package org.penlb.config;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a host is called where somebody writes it down: by a name or by an address. */
public final class Host {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final int LONGEST_NAME = 254; // with a dot at the end
    private static final int DOTS_OF_IPV4 = 3;

    private Host() {}

    /** Labels with dots between. The last one is not a number: the C library would take it for part of an address. */
    public static boolean isName(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        List<String> labels = List.of(name.split("\\.", -1));
        return text.length() <= LONGEST_NAME
                && labels.stream().allMatch(label -> LABEL.matcher(label).matches())
                && !labels.getLast().matches("[0-9]+|0[xX][0-9a-fA-F]*");
    }

    /**
     * The address, or null if the text is none. It is to be written in full: that 10.1 is 10.0.0.1 to the C library helps nobody
     * who left a part out.
     */
    public static @Nullable IpAddress address(String text) {
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != DOTS_OF_IPV4) {
            return null;
        }
        try {
            return IpAddress.parse(text);
        } catch (ConfigException _) {
            return null;
        }
    }
}

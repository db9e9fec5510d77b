package org.penlb.config;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a host is called where somebody writes it down: by a name or by an address. */
public final class Host {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final int LONGEST_NAME = 254; // with a dot at the end
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

    private Host() {}

    /** Labels with dots between. The last one is not a number: the C library would take it for part of an address. */
    public static boolean isName(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        List<String> labels = List.of(name.split("\\.", -1));
        return text.length() <= LONGEST_NAME
                && labels.stream().allMatch(label -> LABEL.matcher(label).matches())
                && !NUMBER.matcher(labels.getLast()).matches();
    }

    /** Whether it is numbers, though not an IPv4 address: what the C library makes one of, guessing what was left out. */
    static boolean isPartOfAddress(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return text.indexOf(':') < 0
                && NUMBER.matcher(name.substring(name.lastIndexOf('.') + 1)).matches()
                && address(text) == null;
    }

    /** The address, or null if the text is none, as {@link IpAddress#parse} reads it. */
    public static @Nullable IpAddress address(String text) {
        try {
            return IpAddress.parse(text);
        } catch (ConfigException _) {
            return null;
        }
    }
}

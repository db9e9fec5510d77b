package org.penlb.cli.top;

import org.jspecify.annotations.Nullable;

/**
 * A service in a reply to {@code services}, which pen 0.34.1 does not know:
 * {@code service web protocol tcp listen 0.0.0.0:80 servers 3}.
 */
record ToldService(String name, String protocol, String listen) {
    private static final int LONGEST_NAME = 255;

    /** Reads a line; null if it is none about a service, or its name cannot be said in a command. */
    static @Nullable ToldService of(String line) {
        var words = new ReplyWords(line);
        if (!words.skip("service")) {
            return null;
        }
        String name = words.next();
        if (name.isEmpty() || name.length() > LONGEST_NAME || !words.skip("protocol")) {
            return null;
        }
        String protocol = words.next();
        String listen = words.skip("listen") ? words.upTo("servers") : null;
        return listen == null || name.chars().anyMatch(Character::isISOControl)
                ? null
                : new ToldService(name, protocol, listen);
    }
}

package org.penlb.admin;

import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.PenConfig;

/** What is said where commands would be given to root, and are not taken. */
public final class RootGuard {
    private static final String WHY = ": this Pen is root's, and whoever gives commands there would give them to root"
            + " (expected: -u USER, or another user who starts it; -u root, or \"asRoot\" in \"control\", insists)";

    private RootGuard() {}

    /** The doors of a configuration that stay closed to commands, and what to do about it; null if it has none. */
    public static @Nullable String notice(PenConfig config) {
        Address control = config.control().listen();
        String port = control == null ? null : "control port " + control + " is not opened";
        String page = config.web().token() == null ? null : "the page changes nothing, though there is a token";
        if (port == null && page == null) {
            return null;
        }
        return (port == null ? page : page == null ? port : port + ", and " + page) + WHY;
    }
}

package org.penlb.config;

import java.util.Set;

/** Words for what pen has and this Pen does not have yet. */
public final class Unsupported {
    private static final Set<String> PEN_COMMANDS = Set.of("dsr_if", "tarpit_acl");

    private Unsupported() {}

    /** Whether pen has a command of this name, and this Pen will. */
    public static boolean isKnown(String name) {
        return PEN_COMMANDS.contains(name);
    }

    /** A penctl command. */
    public static ConfigException command(String name, String line) {
        return isKnown(name)
                ? new ConfigException("\"" + line.strip() + "\": this command is not there yet")
                : new ConfigException("\"" + line.strip() + "\" is not a command that Pen knows");
    }
}

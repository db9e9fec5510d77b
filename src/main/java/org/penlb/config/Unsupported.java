package org.penlb.config;

import java.util.Set;

/** Words for what pen has and this Pen does not have yet. */
public final class Unsupported {
    private static final Set<String> PEN_COMMANDS = Set.of(
            "dsr_if",
            "ssl_ciphers",
            "ssl_client_renegotiation_interval",
            "ssl_ocsp_response",
            "ssl_option",
            "ssl_sni_path",
            "tarpit_acl");

    private Unsupported() {}

    /** An option of the command line, as the operator wrote it. */
    public static ConfigException option(String option, String purpose) {
        return new ConfigException(option + ": " + purpose + " is not there yet");
    }

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

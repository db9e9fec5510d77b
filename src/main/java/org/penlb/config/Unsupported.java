package org.penlb.config;

import java.util.Set;

/** Words for what pen has and this Pen does not have yet. */
public final class Unsupported {
    private static final Set<String> PEN_COMMANDS = Set.of(
            "acl ... country",
            "server N blacklist",
            "ascii",
            "close",
            "connection",
            "control",
            "control_acl",
            "debug",
            "dsr_if",
            "exit",
            "http",
            "idlers",
            "include",
            "listen",
            "log",
            "mode",
            "pid",
            "recent",
            "servers",
            "socket",
            "ssl_ciphers",
            "ssl_client_renegotiation_interval",
            "ssl_ocsp_response",
            "ssl_option",
            "ssl_sni_path",
            "status",
            "tarpit_acl",
            "transparent",
            "web_stats",
            "write");

    private Unsupported() {}

    /** An option of the command line, as the operator wrote it. */
    public static ConfigException option(String option, String purpose) {
        return new ConfigException(option + ": " + purpose + " is not there yet");
    }

    /** A penctl command. */
    static ConfigException command(String name, String line) {
        return PEN_COMMANDS.contains(name)
                ? new ConfigException("\"" + line.strip() + "\": this command is not there yet")
                : new ConfigException("\"" + line.strip() + "\" is not a command that Pen knows");
    }
}

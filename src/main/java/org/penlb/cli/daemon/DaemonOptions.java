package org.penlb.cli.daemon;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.system.Syslog;
import picocli.CommandLine.Option;

/** How Pen lives as a process: in the background or not, as whom, in which part of the file system, and how it ends. */
public final class DaemonOptions {
    @Option(
            names = "-f",
            description = "Stay in the foreground. Without it Pen goes into the background once clients can come in.")
    public boolean foreground;

    @Option(
            names = "-j",
            paramLabel = "DIR",
            description = "Make this the root directory once the listeners are open; give -u with it.")
    @Nullable
    public Path jail;

    @Option(
            names = "-p",
            paramLabel = "FILE",
            description =
                    "Write the process id there: if the name is absolute, inside of -j; as the user of -u if that may.")
    @Nullable
    Path pidFile;

    @Option(names = "-u", paramLabel = "USER", description = "Become this user once the listeners are open.")
    @Nullable
    public String user;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            description = "On TERM and INT let open connections go on for so long; a second signal ends them (0).")
    int graceSeconds;

    @Option(
            names = "--syslog-facility",
            paramLabel = "NAME",
            description = "Of messages from the background: user, daemon, local0 to local7 (daemon).")
    Syslog.Facility facility = Syslog.Facility.DAEMON;

    /** Where that is. */
    public ProcessPlace place() {
        return new ProcessPlace("pen", jail, pidFile, user, facility);
    }

    /**
     * @throws ConfigException if it is negative
     */
    public Duration grace() {
        if (graceSeconds < 0) {
            throw new ConfigException("--grace: " + graceSeconds + " is not 0 or more");
        }
        return Duration.ofSeconds(graceSeconds);
    }
}

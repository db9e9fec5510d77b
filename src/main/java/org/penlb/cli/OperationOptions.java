package org.penlb.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenBuilder;
import picocli.CommandLine.Option;

/** The options of pen with which it is watched and changed while it runs. */
final class OperationOptions {
    @Option(
            names = "-C",
            paramLabel = "ADDRESS",
            description =
                    "Control port for penctl: [host:]port on loopback unless a host is named, or /path/to/socket.")
    @Nullable
    String control;

    @Option(
            names = "-F",
            paramLabel = "FILE",
            description = "Penctl commands, a line each, read after the command line and again on HUP.")
    @Nullable
    Path commandFile;

    @Option(
            names = "-l",
            paramLabel = "DEST",
            description = "Log each request to a file, or over UDP to the penlogd at host:port.")
    @Nullable
    String log;

    @Option(names = "-w", paramLabel = "FILE", description = "HTML status file, written on USR1 and by 'status'.")
    @Nullable
    String statusFile;

    @Option(names = "-X", description = "Let the control command 'exit' end the program.")
    boolean exit;

    @Option(names = "-a", description = "Debug dumps (-ddd) in ASCII.")
    boolean ascii;

    void apply(PenBuilder pen) {
        pen.control = control == null ? null : ControlAddress.read(control, pen.arguments());
        pen.commandFile = commandFile;
        pen.exitEnabled = exit;
        pen.ascii = ascii;
        pen.service().log = log;
        pen.service().statusFile = statusFile;
    }
}

package org.penlb.cli.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.penlb.cli.daemon.DaemonOptions;
import org.penlb.config.AccessToken;
import org.penlb.config.ConfigException;
import org.penlb.config.ControlConfig;
import org.penlb.config.PenBuilder;
import org.penlb.config.SecretFile;
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
            names = "--control-mode",
            paramLabel = "OCTAL",
            converter = OctalMode.class,
            description = "Permissions of a control socket (600: its owner alone).")
    int controlMode = ControlConfig.PRIVATE;

    @Option(
            names = "-F",
            paramLabel = "FILE",
            description = "Penctl commands, a line each, read after the command line and again on HUP.")
    @Nullable
    Path commandFile;

    @Option(names = "-H", description = "Add X-Forwarded-For and X-Forwarded-Proto to HTTP requests.")
    boolean http;

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

    @Option(
            names = "--web",
            paramLabel = "ADDRESS",
            description = "Page, API and metrics: [host:]port on loopback unless a host is named, or /path/to/socket.")
    @Nullable
    String web;

    @Option(
            names = "--web-token-file",
            paramLabel = "FILE",
            description =
                    "File with the token that lets those who know it change Pen there; it needs mode 640 or less.")
    @Nullable
    Path webTokenFile;

    @Option(names = "-a", description = "Debug dumps (-ddd) in ASCII.")
    boolean ascii;

    /**
     * @throws ConfigException naming the option that cannot be used
     */
    void apply(PenBuilder pen) {
        pen.control = control == null ? null : ControlAddress.read("-C", control, pen.arguments());
        pen.web = web == null ? null : ControlAddress.read("--web", web, pen.arguments());
        pen.webToken =
                webTokenFile == null ? null : SecretFile.read("--web-token-file", webTokenFile, AccessToken::new);
        pen.controlMode = controlMode;
        pen.commandFile = commandFile;
        pen.exitEnabled = exit;
        pen.ascii = ascii;
        pen.service().http = http;
        pen.service().log = log;
        pen.service().statusFile = statusFile;
    }

    /** In the background the working folder becomes the root directory, so names are made absolute. A jail has its own. */
    static void settleNames(PenBuilder pen, DaemonOptions daemon) {
        if (daemon.foreground || daemon.jail != null) {
            return;
        }
        pen.commandFile = pen.commandFile == null ? null : pen.commandFile.toAbsolutePath();
        pen.geoip = pen.geoip == null ? null : pen.geoip.toAbsolutePath();
        TlsOptions.settle(pen.service());
        String log = pen.service().log;
        pen.service().log = log == null || log.indexOf(':') >= 0 ? log : absolute(log);
        String page = pen.service().statusFile;
        pen.service().statusFile = page == null ? null : absolute(page);
    }

    private static String absolute(String name) {
        return Path.of(name).toAbsolutePath().toString();
    }
}

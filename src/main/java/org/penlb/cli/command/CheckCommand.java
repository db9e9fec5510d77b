package org.penlb.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.penlb.admin.Machine;
import org.penlb.admin.StartFindings;
import org.penlb.admin.StartFindings.Kind;
import org.penlb.admin.StartTrial;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerConfig;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.ConfigSource;
import org.penlb.system.MemoryLimit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whether configurations can be used, and all that is wrong with those that cannot. */
@Command(
        name = "pen check",
        usageHelpWidth = 100,
        description = {
            "",
            "Reads configurations in JSON or YAML (.yaml, .yml) as a start would, and says what is wrong with them:"
                    + " every mistake in a line, with its place, what was found there and what was expected."
                    + " Files that it names are read, names are looked up, and addresses to listen at are tried, without"
                    + " listening: one that a Pen holds which runs is told, and no mistake.",
            "",
            "Lines that begin with 'warning:' are about what a start would take, and can hardly be meant: a server that is"
                    + " there twice or gets no client, services that lead back to each other, certificates that soon"
                    + " expire. Those that begin with 'note:' are good to know. Nothing is started or written.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every FILE can be used; what is in it is on stdout, warnings are on stderr",
            "1:a FILE cannot be read or used, or with --strict there is a warning; the reasons are on stderr",
            "2:bad command line"
        })
public final class CheckCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int WRONG = 1;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "A configuration.")
    List<Path> files = List.of();

    @Option(
            names = "--offline",
            description = "Look up no names and try no addresses: for the configuration of another machine.")
    boolean offline;

    @Option(names = "--strict", description = "A warning is an error, too.")
    boolean strict;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    CheckCommand() {}

    public static int run(String... args) {
        return Arguments.execute(new CheckCommand(), args);
    }

    @Override
    public Integer call() {
        ConfigContext machine = Machine.lenient(MemoryLimit.current().eventLoops());
        int exit = OK;
        for (Path file : files) {
            exit = Math.max(exit, check(file, machine));
        }
        return exit;
    }

    private int check(Path file, ConfigContext machine) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            PenConfig config = ConfigSource.file(file, machine).read();
            StartFindings found = StartTrial.of(config, offline);
            List<String> errors = found.lines(Kind.ERROR);
            List<String> warnings = found.lines(Kind.WARNING);
            errors.forEach(line -> err.println(file + ": " + line));
            boolean isWrong = !errors.isEmpty() || (strict && !warnings.isEmpty());
            if (!isWrong) {
                spec.commandLine().getOut().println(file + ": ok: " + counted(config));
            }
            warnings.forEach(line -> err.println("warning: " + file + ": " + line));
            found.lines(Kind.NOTE).forEach(line -> err.println("note: " + file + ": " + line));
            return isWrong ? WRONG : OK;
        } catch (ConfigException e) {
            String.valueOf(e.getMessage()).lines().forEach(err::println);
            return WRONG;
        }
    }

    private static String counted(PenConfig config) {
        long servers = config.services().stream()
                .flatMap(service -> service.servers().stream())
                .map(ServerConfig::state)
                .filter(state -> state != AdminState.REMOVED)
                .count();
        int routes = config.services().size() - config.listening();
        return counted(config.listening(), "service") + ", " + (routes == 0 ? "" : counted(routes, "route") + ", ")
                + counted(servers, "server");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}

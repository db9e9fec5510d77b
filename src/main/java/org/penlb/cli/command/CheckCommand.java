package org.penlb.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.penlb.admin.Machine;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerConfig;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.KeyFiles;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.ConfigSource;
import org.penlb.service.OwnListeners;
import org.penlb.service.TlsCheck;
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
                    + " Files that it names are read, too: certificates that can be used and soon expire, or whose chain"
                    + " has a gap, are told beside it."
                    + " Nothing is started, no address is listened at and no name is looked up.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every FILE can be used; what is in it is on stdout",
            "1:a FILE cannot be read or used; the reasons are on stderr",
            "2:bad command line"
        })
public final class CheckCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int WRONG = 1;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "A configuration.")
    List<Path> files = List.of();

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    CheckCommand() {}

    public static int run(String... args) {
        return Arguments.execute(new CheckCommand(), args);
    }

    @Override
    public Integer call() {
        ConfigContext machine = Machine.context(Runtime.getRuntime().availableProcessors());
        int exit = OK;
        for (Path file : files) {
            exit = Math.max(exit, check(file, machine));
        }
        return exit;
    }

    private int check(Path file, ConfigContext machine) {
        try {
            PenConfig config = ConfigSource.file(file, machine).read();
            List<String> loops = named(file, () -> OwnListeners.check(config));
            checkKeys(file, config);
            List<String> certificates = named(file, () -> TlsCheck.check(config, Clock.systemUTC()));
            spec.commandLine().getOut().println(file + ": ok: " + counted(config));
            Stream.of(config.doubts(), loops, certificates)
                    .flatMap(List::stream)
                    .forEach(doubt -> spec.commandLine().getErr().println(file + ": " + doubt));
            return OK;
        } catch (ConfigException e) {
            PrintWriter err = spec.commandLine().getErr();
            String.valueOf(e.getMessage()).lines().forEach(err::println);
            return WRONG;
        }
    }

    /** What a look at the configuration finds; each line of what is wrong names the file. */
    private static List<String> named(Path file, Supplier<List<String>> look) {
        try {
            return look.get();
        } catch (ConfigException e) {
            throw wrong(file, String.valueOf(e.getMessage()).lines());
        }
    }

    private static ConfigException wrong(Path file, Stream<String> lines) {
        return new ConfigException(lines.map(line -> file + ": " + line).collect(Collectors.joining("\n")));
    }

    private static void checkKeys(Path file, PenConfig config) {
        ClusterConfig cluster = config.cluster();
        ClusterConfig.Keys keys = cluster == null ? null : cluster.keys();
        List<String> wrong = keys == null ? List.of() : KeyFiles.wrong(keys);
        if (!wrong.isEmpty()) {
            throw wrong(file, wrong.stream());
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

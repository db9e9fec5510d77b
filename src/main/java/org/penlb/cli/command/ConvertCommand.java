package org.penlb.cli.command;

import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Machine;
import org.penlb.cli.daemon.DaemonOptions;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.JsonConfig;
import org.penlb.convert.Converted;
import org.penlb.convert.Report;
import org.penlb.convert.haproxy.HaProxyConverter;
import org.penlb.convert.nginx.NginxConverter;
import org.penlb.system.ServiceNames;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * Prints as JSON what something else asks for: a pen command line, or the configuration of another balancer. What has no
 * place there is listed on stderr.
 */
@Command(
        name = "pen convert",
        sortOptions = false,
        usageHelpWidth = 100,
        customSynopsis = {
            "pen convert [--strict] PEN-ARGUMENTS...",
            "       pen convert [--strict|--lenient] --from haproxy|nginx FILE"
        },
        description = {
            "",
            "Prints as JSON what a pen command line asks for (with @FILE and -F FILE), what the TCP proxies of an"
                    + " HAProxy configuration ask for, or what nginx's stream block does, with the files that it includes."
                    + " What is not carried over, or not in full, is listed on stderr, a line each: FILE:LINE:"
                    + " directive: what became of it: why. What clients would miss comes first, and is counted in the"
                    + " last line. What is printed can be used as it is: pen check --offline takes it.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the JSON is on stdout",
            "1:FILE cannot be read or has an error, or there is nothing in it to carry over; or servers, listeners,"
                    + " routes or rules about clients were left out (not with --lenient); with --strict: something is"
                    + " listed",
            "2:bad command line"
        })
public final class ConvertCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final String FROM = "--from";
    private static final String EVENT_LOOPS = "--event-loops";

    /** Programs whose configurations are read. */
    enum Program {
        HAPROXY,
        NGINX
    }

    @Spec
    CommandSpec spec;

    @Option(names = FROM, paramLabel = "PROGRAM", description = "Whose configuration FILE is: haproxy or nginx.")
    @Nullable
    Program from;

    @Option(names = "--strict", description = "Fail if something is listed.")
    boolean strict;

    @Option(
            names = "--lenient",
            description = "Succeed although servers, listeners, routes or rules about clients were left out.")
    boolean lenient;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    @Parameters(arity = "0..*", hidden = true)
    List<String> words = new ArrayList<>();

    private ConvertCommand() {}

    public static int run(String... args) {
        return commandLine(args).execute(args);
    }

    /** Of a pen command line, all from the first word on that is none of our options is left as it is. */
    static CommandLine commandLine(String... args) {
        boolean ofOthers = Arrays.stream(args).anyMatch(arg -> arg.equals(FROM) || arg.startsWith(FROM + "="));
        CommandLine commandLine = Arguments.commandLine(new ConvertCommand()).setExpandAtFiles(false);
        return ofOthers
                ? commandLine
                : commandLine.setStopAtPositional(true).setUnmatchedOptionsArePositionalParams(true);
    }

    @Override
    public Integer call() {
        if (from == null) {
            return convertCommandLine();
        }
        if (words.size() != 1) {
            throw new ParameterException(
                    spec.commandLine(), words.size() + " files are named (expected: --from PROGRAM and one file)");
        }
        try {
            return convertFile(from, words.getFirst());
        } catch (ConfigException e) {
            err().println("pen convert: " + e.getMessage());
            return FAILED;
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private int convertCommandLine() {
        var command = new PenCommand();
        ParseResult parsed;
        try {
            parsed = Arguments.commandLine(command).parseArgs(words.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        if (parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested()) {
            spec.commandLine().usage(spec.commandLine().getOut());
            return OK;
        }
        PenConfig config = command.toConfig();
        var written = new PenBuilder(config, 0, new ServerArguments(ServiceNames::port));
        written.commandFile = null; // what is in it is in the configuration
        written.services().forEach(ConvertCommand::evenOut);
        // How many event loops there are is written if it was said, whatever this machine has.
        int usual = parsed.hasMatchedOption(EVENT_LOOPS) ? command.eventLoops + 1 : command.eventLoops;
        print(written.build(), Machine.context(usual));
        command.noEffect.tell(err());
        List<String> left = ofDaemon(parsed);
        left.forEach(option ->
                err().println("pen convert: not carried over: " + option + " (give it to bin/pen with the file)"));
        return strict && !left.isEmpty() ? FAILED : OK;
    }

    /** Servers that nobody gave weights, and that nobody chooses by weight, have those of servers in files. */
    private static void evenOut(ServiceBuilder service) {
        if (!service.selection.isByWeight() && service.servers().stream().allMatch(server -> server.weight() == 0)) {
            service.servers()
                    .replaceAll(server ->
                            server.state() == AdminState.REMOVED ? server : server.withWeight(ServerConfig.FAIR));
        }
        service.emergency = service.emergency == null ? null : service.emergency.withWeight(ServerConfig.FAIR);
        service.abuse = service.abuse == null ? null : service.abuse.withWeight(ServerConfig.FAIR);
    }

    /** The options that say how the process lives, and not what it does, as they were given. */
    private static List<String> ofDaemon(ParseResult parsed) {
        List<String> given = new ArrayList<>();
        for (OptionSpec option : parsed.matchedOptions()) {
            if (option.userObject() instanceof Field field && field.getDeclaringClass() == DaemonOptions.class) {
                List<String> values = option.originalStringValues();
                boolean flag = option.arity().max() == 0;
                given.add(option.longestName() + (flag || values.isEmpty() ? "" : " " + values.getLast()));
            }
        }
        return given;
    }

    private int convertFile(Program program, String name) {
        var file = new ForeignFile(name);
        String text = file.read();
        Converted converted = switch (program) {
            case HAPROXY -> HaProxyConverter.convert(name, text, file.surroundings());
            case NGINX -> NginxConverter.convert(name, text, file.surroundings());
        };
        PenConfig config = converted.config();
        if (config != null) {
            print(config, ForeignFile.context());
        }
        var report = new Report(converted);
        report.lines().forEach(err()::println);
        if (config == null) {
            err().println("pen convert: " + name + ": there is nothing in it to carry over");
        }
        String summary = report.summary();
        if (!summary.isEmpty()) {
            err().println("pen convert: " + name + ": " + summary
                    + (lenient ? "" : " (--lenient: exit code 0 anyway)"));
        }
        boolean isMissing = report.isMissingSomething() && !lenient;
        return config == null || isMissing || (strict && !report.lines().isEmpty()) ? FAILED : OK;
    }

    private void print(PenConfig config, ConfigContext context) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(JsonConfig.write(config, context).encodePrettily());
        out.flush(); // before the list, for those who see both at one place
    }
}

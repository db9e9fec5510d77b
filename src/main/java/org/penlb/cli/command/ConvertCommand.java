package org.penlb.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Machine;
import org.penlb.cli.daemon.DaemonOptions;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.config.json.JsonConfig;
import org.penlb.convert.Converted;
import org.penlb.convert.LeftOut;
import org.penlb.convert.NamedFiles;
import org.penlb.convert.Surroundings;
import org.penlb.convert.haproxy.HaProxyConverter;
import org.penlb.convert.nginx.NginxConverter;
import org.penlb.service.Service;
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
            "       pen convert [--strict] --from haproxy|nginx FILE"
        },
        description = {
            "",
            "Prints as JSON what a pen command line asks for (with @FILE and -F FILE), what the TCP proxies of an"
                    + " HAProxy configuration ask for, or what nginx's stream block does. What is not carried over, or"
                    + " not in full, is listed on stderr, a line each: FILE:LINE: directive: what became of it: why.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the JSON is on stdout",
            "1:FILE cannot be read or has an error, or there is nothing in it to carry over; with --strict: something"
                    + " is listed",
            "2:bad command line"
        })
public final class ConvertCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final String FROM = "--from";
    /** Larger than any configuration, and small enough to be read at once. */
    private static final int MOST_BYTES = 8 << 20;
    /** More certificates than a service is given. */
    private static final int MOST_FILES = 100_000;

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
        print(written.build());
        command.noEffect.tell(err());
        List<String> left = ofDaemon(parsed);
        left.forEach(option ->
                err().println("pen convert: not carried over: " + option + " (give it to bin/pen with the file)"));
        return strict && !left.isEmpty() ? FAILED : OK;
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

    private int convertFile(Program program, String file) {
        String text = read(file);
        Map<Path, SequencedSet<Path>> listings = new HashMap<>();
        var surroundings = new Surroundings(
                Service::affordable,
                Runtime.getRuntime().availableProcessors(),
                System.getenv()::get,
                new NamedFiles(folder(file), folder -> listings.computeIfAbsent(folder, ConvertCommand::list)));
        Converted converted = switch (program) {
            case HAPROXY -> HaProxyConverter.convert(file, text, surroundings);
            case NGINX -> NginxConverter.convert(file, text, surroundings);
        };
        PenConfig config = converted.config();
        if (config != null) {
            print(config);
        }
        for (LeftOut leftOut : converted.leftOut()) {
            err().println(leftOut);
        }
        if (config == null) {
            err().println("pen convert: " + file + ": there is nothing in it to carry over");
        }
        return config == null || (strict && !converted.leftOut().isEmpty()) ? FAILED : OK;
    }

    /** The folder that a file is in; whoever prints what is in it knows not where that goes, so it is named in full. */
    private static Path folder(String file) {
        return Objects.requireNonNullElse(Path.of(file).toAbsolutePath().getParent(), Path.of("/"));
    }

    private static SequencedSet<Path> list(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .sorted()
                    .limit(MOST_FILES)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        } catch (IOException | UncheckedIOException _) {
            return new LinkedHashSet<>(); // it is on another machine, or a file itself
        }
    }

    private void print(PenConfig config) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                JsonConfig.write(config, Machine.context(Runtime.getRuntime().availableProcessors()))
                        .encodePrettily());
        out.flush(); // before the list, for those who see both at one place
    }

    private static String read(String file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException _) {
            throw new ConfigException(file + ": no such file");
        } catch (IOException | InvalidPathException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
        if (bytes.length > MOST_BYTES) {
            throw new ConfigException(file + ": is larger than " + MOST_BYTES + " bytes");
        }
        for (int i = 0, line = 1; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw new ConfigException(file + ":" + line + ": is not text");
            }
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

package org.penlb.cli.command;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Machine;
import org.penlb.config.ConfigException;
import org.penlb.config.json.ConfigSource;
import org.penlb.system.MemoryLimit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The configuration as a file, in the place of pen's command line. What is about the process stays on the command line. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration in JSON or YAML, applied again whenever it changes; instead of a listener,"
                    + " servers and the options about them.")
    @Nullable
    Path file;

    /** Where the configuration comes from; null if it is the command line. */
    @Nullable
    ConfigSource source() {
        return file == null
                ? null
                : ConfigSource.file(file, Machine.context(MemoryLimit.current().eventLoops()));
    }

    /**
     * Refuses what the file says, and would be said twice.
     *
     * @param process holds the options that go with a file
     */
    void standsAlone(ParseResult said, Object process) {
        if (!said.matchedPositionals().isEmpty()) {
            throw new ConfigException(
                    "\"" + said.matchedPositionals().getFirst().stringValues().getFirst()
                            + "\": a listener or server beside --config (expected: in " + file + ")");
        }
        Set<String> allowed = Stream.of(this, process)
                .flatMap(options -> CommandSpec.forAnnotatedObject(options).options().stream())
                .map(OptionSpec::longestName)
                .collect(Collectors.toSet());
        for (OptionSpec option : said.matchedOptionsSet()) {
            if (!allowed.contains(option.longestName())) {
                throw new ConfigException(option.longestName() + ": said beside --config (expected: in " + file + ")");
            }
        }
    }
}

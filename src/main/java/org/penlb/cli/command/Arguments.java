package org.penlb.cli.command;

import java.util.concurrent.Callable;
import org.penlb.config.ConfigException;
import picocli.CommandLine;

/** How every command line of Pen is parsed, and how it answers one that cannot be used: a line and exit code 2. */
public final class Arguments {
    public static final int BAD_USAGE = 2;

    private Arguments() {}

    public static CommandLine commandLine(Callable<Integer> command) {
        return new CommandLine(command)
                .setPosixClusteredShortOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setParameterExceptionHandler((e, _) -> refuse(e.getCommandLine(), String.valueOf(e.getMessage())))
                .setExecutionExceptionHandler((e, commandLine, _) -> {
                    if (e instanceof ConfigException) {
                        return refuse(commandLine, String.valueOf(e.getMessage()));
                    }
                    throw e;
                });
    }

    /** Reads a command line and carries it out. Returns the exit code. */
    public static int execute(Callable<Integer> command, String... args) {
        return commandLine(command).execute(args);
    }

    private static int refuse(CommandLine commandLine, String message) {
        String name = commandLine.getCommandName();
        commandLine.getErr().println(name + ": " + message);
        commandLine
                .getErr()
                .println("Usage: " + commandLine.getHelp().synopsis(0).strip());
        commandLine.getErr().println("Try '" + name + " --help' for the options.");
        return BAD_USAGE;
    }
}

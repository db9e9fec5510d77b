package org.penlb.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** A command of {@code pen}, and all that it has said. */
final class TypedCommand {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    private final CommandLine line;

    TypedCommand(Callable<Integer> command) {
        this(Arguments.commandLine(command));
    }

    TypedCommand(CommandLine line) {
        this.line = line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }

    /** Its exit status. */
    int execute(String... arguments) {
        return line.execute(arguments);
    }
}

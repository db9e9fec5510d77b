package org.penlb.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Machine;
import org.penlb.admin.Plan;
import org.penlb.cli.daemon.Runner;
import org.penlb.cli.penctl.Penctl;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;
import org.penlb.config.json.ConfigSource;
import org.penlb.system.ServiceNames;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running Pen what a configuration would change. */
@Command(
        name = "pen plan",
        usageHelpWidth = 100,
        description = {
            "",
            "Asks the Pen that runs what would change if its configuration were FILE: services, servers, settings, and"
                    + " the share of the tracked clients that would move. Nothing is changed.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the plan is on stdout",
            "1:FILE cannot be used or not be applied, or no Pen answers; the reason is on stderr",
            "2:bad command line"
        })
public final class PlanCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A configuration in JSON or YAML.")
    Path file = Path.of("");

    @Option(
            names = "--control",
            paramLabel = "ADDRESS",
            description = "The control port of the Pen that runs, unless it is control.listen of FILE.")
    @Nullable
    String control;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    PlanCommand() {}

    public static int run(String... args) {
        return Arguments.execute(new PlanCommand(), args);
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Address asked = control == null
                ? null
                : ControlAddress.read("--control", control, new ServerArguments(ServiceNames::port));
        try {
            Address said =
                    ConfigSource.file(file, Machine.context(1)).read().control().listen();
            Address port = asked == null ? said : asked;
            if (port == null) {
                throw new ConfigException(file + ": control.listen is missing (expected: there, or --control ADDRESS)");
            }
            String plan = Penctl.ask(port, "plan " + file.toAbsolutePath());
            if (plan.isEmpty()) {
                throw new ConfigException(
                        port + ": no answer (expected: a Pen whose control.acl lets this machine in)");
            }
            if (plan.startsWith(Plan.REFUSED)) {
                throw new ConfigException(plan);
            }
            PrintWriter out = spec.commandLine().getOut();
            out.print(plan);
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            return Runner.refuse(err, e);
        }
    }
}

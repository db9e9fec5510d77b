package org.penlb.cli;

import java.util.Arrays;
import org.penlb.cli.command.Arguments;
import org.penlb.cli.command.CheckCommand;
import org.penlb.cli.command.ConvertCommand;
import org.penlb.cli.command.DemoCommand;
import org.penlb.cli.command.PenCommand;
import org.penlb.cli.command.PlanCommand;
import org.penlb.cli.command.WarmUp;
import org.penlb.cli.top.TopCommand;

/**
 * The program. {@code check} as the first word checks configurations, {@code plan} says what one would change,
 * {@code top} shows servers and clients of one that runs, {@code convert} prints what others ask for as JSON,
 * {@code demo} runs the demonstration, {@code warm-up} trains the launcher's AOT cache; the options of Vert.x's
 * application launcher start that; everything else is pen's command line.
 *
 * <p>Exit codes: 0 for an orderly end, 1 if Pen could not start, 2 if the command line cannot be used.
 */
public final class Main {
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] args) {
        if (VertxLauncher.isStarted(args)) {
            VertxLauncher.main(args);
            return;
        }
        if (hasSlip(args)) {
            System.err.println(
                    "pen: --conf: no such option (expected: --config FILE, or -conf FILE with Vert.x's options)");
            System.exit(Arguments.BAD_USAGE);
        }
        if (Application.isMeant(args)) {
            Application.launch(args);
            return;
        }
        System.exit(run(args));
    }

    /** Vert.x's launcher takes it for its own, and a command line of pen's would lose all that it has besides. */
    private static boolean hasSlip(String... args) {
        return Arrays.stream(args).anyMatch(arg -> arg.equals("--conf") || arg.startsWith("--conf="));
    }

    /** Other threads would keep a program running that nobody expects to fail, and that does so. */
    private static int run(String[] args) {
        try {
            return command(args);
        } catch (OutOfMemoryError _) {
            System.err.println("pen: "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB of heap are not enough for that (expected: more memory, or -Xmx in PEN_JAVA_OPTS)");
            return FAILED;
        } catch (Throwable e) { // the jar that was replaced under it, for one
            e.printStackTrace();
            return FAILED;
        }
    }

    private static int command(String[] args) {
        String first = args.length == 0 ? "" : args[0];
        return switch (first) {
            case "check" -> CheckCommand.run(Arrays.copyOfRange(args, 1, args.length));
            case "plan" -> PlanCommand.run(Arrays.copyOfRange(args, 1, args.length));
            case "demo" -> DemoCommand.run(Arrays.copyOfRange(args, 1, args.length));
            case "top" -> TopCommand.run(Arrays.copyOfRange(args, 1, args.length));
            case "convert" -> ConvertCommand.run(Arrays.copyOfRange(args, 1, args.length));
            case "warm-up" -> WarmUp.run();
            default -> PenCommand.run(args);
        };
    }
}

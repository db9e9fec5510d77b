package org.penlb.load;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.load.balancer.Balancer;
import org.penlb.load.measure.Machine;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;
import org.penlb.load.report.Report;
import org.penlb.load.report.Run;
import org.penlb.load.report.Table;
import org.penlb.load.workload.Bench;
import org.penlb.load.workload.Cell;
import org.penlb.load.workload.Plan;
import org.penlb.load.workload.Results;
import org.penlb.load.workload.Targets;
import org.penlb.load.workload.Workload;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** The command line of the load tests. */
@CommandLine.Command(
        name = "load-tests/run",
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "",
            "Measures Pen beside pen, HAProxy, nginx and dnsdist: the same work in turn, on this machine, with real"
                    + " clients and servers. What is not installed is left out, and named.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured, whether targets are met or not",
            "1:ours failed: it did not start, or gave wrong answers",
            "2:bad command line"
        })
public final class Main implements Callable<Integer> {
    private static final int FAILED = 1;
    /** Enough for answers to come; all that it works has to say. */
    private static final Duration QUICK = Duration.ofMillis(100);

    private static final Duration WARM_UP = Duration.ofSeconds(5);

    @Spec
    CommandSpec spec;

    @Option(names = "--quick", description = "Only see that all of it works: one short round, small sizes.")
    boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each measurement is repeated (5).")
    @Nullable
    Integer rounds;

    @Option(names = "--seconds", paramLabel = "N", description = "How long a measurement takes (3).")
    @Nullable
    Integer seconds;

    @Option(names = "--loops", paramLabel = "N", split = ",", description = "Event loops of each balancer (1,2).")
    List<Integer> loops = new ArrayList<>();

    @Option(names = "--only", paramLabel = "REGEX", description = "Workloads whose names match (all).")
    String only = ".*";

    @Option(names = "--balancers", paramLabel = "NAME", split = ",", description = "Balancers (all): ours, haproxy,"
            + " nginx, pen, dnsdist.")
    List<String> names = new ArrayList<>();

    @Option(names = "--before", paramLabel = "DIR", description = "Another checkout of Pen, built: measured beside ours,"
            + " as 'before'.")
    @Nullable
    Path before;

    @Option(names = "--output", paramLabel = "DIR", description = "Where the report goes (load-tests/results).")
    Path output = Path.of("load-tests", "results");

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** What reads the command line, and runs it. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((e, _) -> refuse(e.getCommandLine(), e.getMessage()));
    }

    private static int refuse(CommandLine commandLine, @Nullable String message) {
        String name = commandLine.getCommandName();
        commandLine.getErr().println(name + ": " + message);
        commandLine.getErr().println("Try '" + name + " --help' for the options.");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() {
        Plan plan = plan();
        List<Workload> workloads = Workload.all().stream()
                .filter(workload -> plan.workloads().matcher(workload.name()).find())
                .toList();
        if (workloads.isEmpty()) {
            String names = Workload.all().stream().map(Workload::name).collect(Collectors.joining(", "));
            throw wrong("--only: no workload matches " + only + " (expected: one of " + names + ")");
        }
        List<Balancer> balancers = balancers().stream()
                .filter(balancer -> plan.balancers().test(balancer.name()))
                .toList();
        PrintWriter err = spec.commandLine().getErr();
        Run run;
        try (var lab = new Lab()) {
            var bench = new Bench(lab, plan, balancers, results(balancers), err::println);
            run = run(bench, workloads);
        } catch (Failure | UncheckedIOException e) {
            err.println(spec.name() + ": " + e.getMessage());
            return FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        Table.of(run).forEach(out::println);
        out.println();
        Report.write(run, output, page()).forEach(file -> out.println(file));
        run.results().failures().forEach(failure -> err.println("FAILED: " + failure));
        return run.results().failures().isEmpty() ? 0 : FAILED;
    }

    private List<Balancer> balancers() {
        return Balancer.allWith(before == null ? null : before.toAbsolutePath());
    }

    private static Results results(List<Balancer> balancers) {
        String ours = balancers.stream()
                .filter(Balancer::isOurs)
                .map(Balancer::name)
                .findFirst()
                .orElse("");
        return new Results(
                ours,
                balancers.stream().map(Balancer::name).filter(name -> !name.equals(ours)).toList());
    }

    private Run run(Bench bench, List<Workload> workloads) {
        ZonedDateTime begun = ZonedDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
        Map<String, String> machine = Machine.description();
        Map<String, String> versions = new LinkedHashMap<>();
        for (Balancer balancer : bench.balancers()) {
            if (balancer.missing().isEmpty()) {
                versions.put(balancer.name(), balancer.version(bench.lab()));
            }
        }
        workloads.forEach(workload -> measure(bench, workload));
        return new Run(
                begun,
                spec.commandLine().getParseResult().originalArgs(),
                machine,
                versions,
                bench.plan(),
                bench.results(),
                // Code that nothing has warmed up says nothing about targets.
                bench.plan().quick()
                        ? List.of()
                        : Targets.of(bench.results(), bench.plan().loops(), Machine.cores()));
    }

    private static Path page() {
        return Path.of(Objects.requireNonNull(System.getProperty("pen.home"), "pen.home"), "load-tests", "page");
    }

    private static void measure(Bench bench, Workload workload) {
        Optional<String> refusal = workload.refusal();
        if (refusal.isPresent()) {
            bench.results().skip(new Cell(workload.name(), 0, "all"), refusal.get());
            return;
        }
        for (int loops : workload.loops(bench.plan())) {
            bench.progress().accept(workload.name() + ", event loops: " + loops);
            try {
                workload.run(bench, loops);
            } catch (Failure e) {
                bench.results().skip(new Cell(workload.name(), loops, "all"), "failed: " + e.getMessage());
            }
        }
    }

    private Plan plan() {
        int repeated = atLeastOne("--rounds", rounds == null ? (quick ? 1 : 5) : rounds);
        Duration length = seconds == null
                ? (quick ? QUICK : Duration.ofSeconds(3))
                : Duration.ofSeconds(atLeastOne("--seconds", seconds));
        loops.forEach(loop -> atLeastOne("--loops", loop));
        if (before != null && !Files.isExecutable(before.resolve("bin").resolve("pen"))) {
            throw wrong("--before: there is no bin/pen in " + before + " (expected: a checkout of Pen)");
        }
        List<String> known = balancers().stream().map(Balancer::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw wrong("--balancers: " + name + " (expected: " + String.join(", ", known) + ")");
            }
        }
        try {
            return new Plan(
                    quick,
                    repeated,
                    length,
                    quick ? Duration.ZERO : length.compareTo(WARM_UP) > 0 ? length : WARM_UP,
                    loops.isEmpty() ? List.of(1, 2) : loops,
                    Pattern.compile(only),
                    name -> names.isEmpty() || names.contains(name));
        } catch (PatternSyntaxException e) {
            throw wrong("--only: " + only + " is no regular expression: "
                    + e.getDescription().toLowerCase(Locale.ROOT));
        }
    }

    private int atLeastOne(String option, int value) {
        if (value < 1) {
            throw wrong(option + ": " + value + " (expected: 1 or more)");
        }
        return value;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}

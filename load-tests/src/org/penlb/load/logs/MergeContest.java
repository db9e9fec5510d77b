package org.penlb.load.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The program: generates logs, merges them with Debian's mergelogs and ours by turns, and prints the medians. */
final class MergeContest {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MEBIBYTE = 1 << 20;
    private static final int SECONDS_PER_MINUTE = 60;

    /** What {@code times} of the shell says of its children, user and system. */
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s");

    private final Path folder;
    private final List<String> arguments;

    /** Seconds of one merge. */
    private record Cost(double wall, double cpu) {}

    private MergeContest(Path folder, List<String> arguments) {
        this.folder = folder;
        this.arguments = arguments;
    }

    /**
     * Runs it.
     *
     * @param arguments a folder for the logs, their size in MiB, lines a second, the jitter in seconds, rounds; then the
     *     mergelogs to be compared, Debian's first
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        var logs = new GeneratedLogs(folder);
        logs.write((long) (Double.parseDouble(arguments[1]) * MEBIBYTE), Double.parseDouble(arguments[2]));
        List<String> options = new ArrayList<>(List.of("-j", arguments[3]));
        options.addAll(logs.arguments());
        int rounds = Integer.parseInt(arguments[4]);
        List<String> programs = List.of(arguments).subList(5, arguments.length);
        System.out.printf(
                Locale.ROOT, "%d lines, %s MiB, %s lines/s, jitter %s s%n", logs.lines(), arguments[1], arguments[2], arguments[3]);
        new MergeContest(folder, options).run(programs, rounds);
    }

    private void run(List<String> programs, int rounds) throws IOException, InterruptedException {
        List<List<Cost>> costs = programs.stream().map(_ -> (List<Cost>) new ArrayList<Cost>()).toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < programs.size(); i++) {
                int turn = (i + round) % programs.size();
                costs.get(turn).add(merge(programs.get(turn)));
            }
        }
        for (int i = 0; i < programs.size(); i++) {
            double wall = median(costs.get(i).stream().map(Cost::wall).toList());
            double cpu = median(costs.get(i).stream().map(Cost::cpu).toList());
            System.out.printf(Locale.ROOT, "%-40s wall %7.2f s  CPU %7.2f s%n", programs.get(i), wall, cpu);
        }
    }

    private Cost merge(String program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" >\"$0\" && times", folder.resolve("merged").toString(), program));
        command.addAll(arguments);
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String times = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        double wall = (System.nanoTime() - start) / NANOS_PER_SECOND;
        List<MatchResult> found = TIMES.matcher(times).results().toList();
        if (process.waitFor() != 0 || found.size() != 2) {
            throw new IOException(program + " failed");
        }
        Files.delete(folder.resolve("merged"));
        MatchResult children = found.getLast();
        return new Cost(wall, seconds(children, 1) + seconds(children, 3));
    }

    private static double seconds(MatchResult times, int group) {
        return SECONDS_PER_MINUTE * Double.parseDouble(times.group(group)) + Double.parseDouble(times.group(group + 1));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}

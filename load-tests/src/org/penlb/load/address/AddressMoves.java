package org.penlb.load.address;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.penlb.load.measure.Machine;
import org.penlb.load.measure.Statistics;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;
import org.penlb.load.process.Programs;
import org.penlb.testing.SharedAddress;

/** The program: moves the address again and again, for each reason by turns, and prints the medians. */
final class AddressMoves {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration PACE = Duration.ofMillis(10);

    /** Why the address moves. */
    private enum Reason {
        PEN_KILLED("Pen killed (kill -9)") {
            @Override
            void happen(SharedAddress shared, int holder) {
                shared.killPen(holder);
            }

            @Override
            void mend(SharedAddress shared, int pen) {
                shared.startPen(pen);
            }
        },
        MACHINE_GONE("machine gone") {
            @Override
            void happen(SharedAddress shared, int holder) {
                shared.lose(holder);
            }

            @Override
            void mend(SharedAddress shared, int pen) throws IOException {
                shared.bringBack(pen);
            }
        },
        KEEPALIVED_STOPPED("systemctl stop keepalived") {
            @Override
            void happen(SharedAddress shared, int holder) {
                shared.stopKeepalived(holder);
            }

            @Override
            void mend(SharedAddress shared, int pen) throws IOException {
                shared.startKeepalived(pen);
            }
        },
        GIVEN_AWAY("echo -100 > pen-away") {
            @Override
            void happen(SharedAddress shared, int holder) throws IOException {
                shared.away(holder, true);
            }

            @Override
            void mend(SharedAddress shared, int pen) throws IOException {
                shared.away(pen, false);
            }
        };

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** Makes it so. */
        abstract void happen(SharedAddress shared, int holder) throws IOException;

        /** Makes all as it was, but for the address, which stays where it is. */
        abstract void mend(SharedAddress shared, int pen) throws IOException;
    }

    private final int rounds;
    private final Map<Reason, List<Double>> gaps = new EnumMap<>(Reason.class);

    private AddressMoves(int rounds) {
        this.rounds = rounds;
    }

    /**
     * Measures; exit status 1 if that fails.
     *
     * @param arguments how many rounds
     */
    public static void main(String[] arguments) throws IOException {
        var moves = new AddressMoves(Integer.parseInt(arguments[0]));
        try (var lab = new Lab()) {
            moves.measure(lab);
        } catch (Failure e) {
            System.err.println("load-tests/address: " + e.getMessage());
            System.exit(1);
        }
        moves.print();
    }

    private void measure(Lab lab) throws IOException {
        if (!SharedAddress.available()) {
            throw new Failure("cannot make network namespaces (it takes root, and iproute2)");
        }
        Path home = Path.of(Objects.requireNonNull(System.getProperty("pen.home"), "pen.home"));
        String keepalived = Programs.path("keepalived", "keepalived");
        String pen = home.resolve("bin").resolve("pen").toString();
        try (var shared = new SharedAddress(
                home, lab.newFolder("address"), keepalived, arguments -> command(pen, arguments), PACE)) {
            for (int round = 0; round < rounds; round++) {
                for (Reason reason : Reason.values()) {
                    double gap = move(shared, reason);
                    gaps.computeIfAbsent(reason, _ -> new ArrayList<>()).add(gap);
                    System.err.printf(Locale.ROOT, "%s: %.2f s%n", reason.words, gap);
                }
            }
        }
    }

    private static List<String> command(String pen, List<String> arguments) {
        var command = new ArrayList<>(List.of(pen));
        command.addAll(arguments);
        return command;
    }

    /** How long no client got an answer, in seconds. */
    private static double move(SharedAddress shared, Reason reason) throws IOException {
        int holder = shared.holder();
        int other = 1 - holder;
        shared.awaitReady(other);
        shared.awaitService(System.nanoTime());
        long begun = System.nanoTime();
        reason.happen(shared, holder);
        shared.awaitHolder(other);
        shared.awaitService(System.nanoTime());
        double gap = shared.longestGapSince(begun) / NANOS_PER_SECOND;
        reason.mend(shared, holder);
        return gap;
    }

    private void print() {
        System.out.printf("%-28s %8s %8s %8s   seconds, %d rounds%n", "", "median", "least", "most", rounds);
        gaps.forEach((reason, all) -> System.out.printf(
                Locale.ROOT,
                "%-28s %8.2f %8.2f %8.2f%n",
                reason.words,
                Statistics.median(all),
                all.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                all.stream().mapToDouble(Double::doubleValue).max().orElseThrow()));
        Machine.description().forEach((what, value) -> System.out.println(what + ": " + value));
    }
}

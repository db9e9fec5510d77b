package org.penlb.load.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.penlb.cluster.ManyInstances;
import org.penlb.load.measure.Machine;
import org.penlb.load.process.Failure;
import org.penlb.load.process.Lab;
import org.penlb.testing.PenCluster;

/** The program: measures all parts, or those that are named, each with instances of its own. */
final class Main {
    private static final Map<String, Part> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("stickiness", Sharing::stickiness);
        PARTS.put("command", Sharing::command);
        PARTS.put("kill", Faults::kill);
        PARTS.put("stop", Faults::stop);
        PARTS.put("cut", Faults::cut);
        PARTS.put("late", Size::late);
        PARTS.put("memory", Size::memory);
        PARTS.put("connection", Cost::connection);
        PARTS.put("steady", Cost::steady);
        PARTS.put("idle", Cost::idle);
    }

    /** It takes no instances of its own. */
    private static final String SIMULATION = "simulation";

    private Main() {}

    /**
     * Measures; exit status 1 if that fails, 2 if the arguments are wrong.
     *
     * @param arguments {@code --quick}, and names of parts
     */
    public static void main(String[] arguments) {
        List<String> parts = new ArrayList<>(List.of(arguments));
        boolean quick = parts.remove("--quick");
        if (parts.isEmpty()) {
            parts.addAll(PARTS.keySet());
            parts.add(SIMULATION);
        }
        for (String part : parts) {
            if (!PARTS.containsKey(part) && !part.equals(SIMULATION)) {
                System.err.println("load-tests/cluster: no part is called " + part + " (expected: "
                        + String.join(", ", PARTS.keySet()) + ", " + SIMULATION + ")");
                System.exit(2);
            }
        }
        try {
            measure(parts, quick);
        } catch (Failure e) {
            System.err.println("load-tests/cluster: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0); // threads of clients may still wait for somebody
    }

    private static void measure(List<String> parts, boolean quick) {
        if (!PenCluster.available()) {
            throw new Failure("cannot make network namespaces (it takes root, and iproute2)");
        }
        Machine.description().forEach((what, value) -> System.out.println(what + ": " + value));
        var report = new Report();
        for (String name : parts) {
            System.out.println();
            System.out.println(name);
            Part part = PARTS.get(name);
            if (part == null) {
                ManyInstances.measure(quick, (what, figure) -> report.row(what, "%s", figure));
                continue;
            }
            try (var lab = new Lab();
                    var stand = new Stand(lab)) {
                part.measure(stand, quick ? Scale.QUICK : Scale.WHOLE, report);
            }
        }
    }
}

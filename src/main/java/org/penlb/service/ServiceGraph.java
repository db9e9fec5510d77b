package org.penlb.service;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which services have others of this Pen as their servers. */
final class ServiceGraph {
    /** Nobody reads more of them. */
    private static final int MOST = 20;

    private final Map<String, Set<String>> next = new LinkedHashMap<>();
    private final Map<String, Set<String>> before = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private int more;

    /** One leads to another one, which a line tells. */
    void add(String from, String to, String line) {
        next.computeIfAbsent(from, _ -> new LinkedHashSet<>()).add(to);
        before.computeIfAbsent(to, _ -> new LinkedHashSet<>()).add(from);
        if (lines.size() < MOST) {
            lines.add(line);
        } else {
            more++;
        }
    }

    /** What was told of each. */
    List<String> lines() {
        var all = new ArrayList<>(lines);
        if (more > 0) {
            all.add("... and " + more + " more servers are listeners of this Pen");
        }
        return all;
    }

    /** A line for services that lead back to each other. */
    List<String> circles() {
        dropEnds();
        var circles = new ArrayList<String>();
        Set<String> told = new LinkedHashSet<>();
        for (String service : next.keySet()) {
            if (!told.contains(service)) {
                Set<String> circle = reached(service, next);
                circle.retainAll(reached(service, before));
                circle.add(service);
                told.addAll(circle);
                if (circle.size() > 1 && circles.size() < MOST) {
                    circles.add("services " + named(circle)
                            + " have each other as servers: a connection that comes round is reset"
                            + " (expected: servers that are no listeners of this Pen)");
                }
            }
        }
        return circles;
    }

    /** A service that leads nowhere, or that none leads to, is in no circle; what is left are circles and ways between them. */
    private void dropEnds() {
        Deque<String> ends = new ArrayDeque<>();
        next.keySet().stream().filter(service -> !before.containsKey(service)).forEach(ends::add);
        before.keySet().stream().filter(service -> !next.containsKey(service)).forEach(ends::add);
        while (!ends.isEmpty()) {
            String end = ends.pop();
            cut(end, next, before, ends);
            cut(end, before, next, ends);
        }
    }

    private static void cut(
            String end, Map<String, Set<String>> there, Map<String, Set<String>> back, Deque<String> ends) {
        Set<String> neighbours = there.remove(end);
        if (neighbours == null) {
            return;
        }
        for (String neighbour : neighbours) {
            Set<String> left = back.get(neighbour);
            if (left != null && left.remove(end) && left.isEmpty()) {
                back.remove(neighbour);
                ends.push(neighbour);
            }
        }
    }

    private static Set<String> reached(String from, Map<String, Set<String>> ways) {
        Set<String> reached = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            for (String service : ways.getOrDefault(open.pop(), Set.of())) {
                if (reached.add(service)) {
                    open.push(service);
                }
            }
        }
        return reached;
    }

    private static String named(Set<String> circle) {
        String first = circle.stream()
                .sorted()
                .limit(MOST)
                .map(service -> "\"" + service + "\"")
                .collect(Collectors.joining(", "));
        return circle.size() > MOST ? first + " and " + (circle.size() - MOST) + " more" : first;
    }
}

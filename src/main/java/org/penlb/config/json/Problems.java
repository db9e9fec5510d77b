package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is found to be wrong, one problem a place: what follows from the first is not worth another line. */
final class Problems {
    /** Nobody reads more, and a configuration can have as many servers as it likes. */
    static final int MOST = 100;

    private final Map<ConfigPlace, String> messages = new LinkedHashMap<>();
    private final Set<ConfigPlace> vague = new HashSet<>();
    private final Set<ConfigPlace> misspelt = new HashSet<>();
    private final Set<ConfigPlace> passing = new HashSet<>();
    private int untold;

    void add(ConfigPlace place, String message) {
        if (takes(place, message)) {
            passing.remove(place);
        }
    }

    /** Whether a message is what is said of a place from now on. */
    private boolean takes(ConfigPlace place, String message) {
        boolean taken = !misspelt.contains(place) && (!messages.containsKey(place) || vague.remove(place));
        if (taken) {
            messages.put(place, Found.oneLine(message));
        }
        return taken;
    }

    /** What is wrong there lies outside of the configuration, and may pass. */
    void addPassing(ConfigPlace place, String message) {
        if (takes(place, message)) {
            passing.add(place);
        }
    }

    /** Whether all that is wrong may pass. */
    boolean mayPass() {
        return passing.containsAll(messages.keySet());
    }

    /** Something is wrong with a text, and who reads it may know better what. */
    void addVaguely(ConfigPlace place, String message) {
        if (!messages.containsKey(place)) {
            add(place, message);
            vague.add(place);
        }
    }

    /**
     * There is a key that nobody knows.
     *
     * @param meant the key that probably was meant: that it is missing is not said as well
     */
    void addUnknown(ConfigPlace place, String message, @Nullable ConfigPlace meant) {
        add(place, message);
        if (meant != null) {
            messages.remove(meant);
            misspelt.add(meant);
        }
    }

    /** There are more of a kind that is in the list more than {@value #MOST} times, so that nobody would see them. */
    void addUntold(int more) {
        untold += more;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Whether this place is settled: what stands there is wrong, and is not to be read. */
    boolean rejects(ConfigPlace place) {
        return messages.containsKey(place) && !vague.contains(place);
    }

    boolean has(ConfigPlace place) {
        return messages.containsKey(place) || misspelt.contains(place);
    }

    /** Whether something is wrong with what stands there, or with anything in it. */
    boolean hasWithin(ConfigPlace place) {
        return messages.keySet().stream().anyMatch(each -> each.isWithin(place));
    }

    /** All of them as they stand in the document; what is missing stands where its object begins. */
    List<Problem> inOrderOf(JsonObject document) {
        record Ranked(List<Integer> order, ConfigPlace place, String message) {}
        var ranks = new IdentityHashMap<JsonObject, Map<String, Integer>>();
        var first = messages.entrySet().stream()
                .map(entry -> new Ranked(order(document, entry.getKey(), ranks), entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Ranked::order, Problems::compare))
                .limit(MOST)
                .map(ranked -> new Problem(ranked.place().toString(), ranked.message()))
                .collect(Collectors.toCollection(ArrayList::new));
        int more = messages.size() - first.size() + untold;
        if (more > 0) {
            first.add(new Problem("", "... and " + more + " more"));
        }
        return first;
    }

    private static List<Integer> order(
            JsonObject document, ConfigPlace place, Map<JsonObject, Map<String, Integer>> ranks) {
        var order = new ArrayList<Integer>();
        Object here = document;
        for (Object step : place.steps()) {
            if (step instanceof Integer index) {
                order.add(index);
                here = here instanceof JsonArray list && index < list.size() ? list.getValue(index) : null;
            } else if (here instanceof JsonObject object) {
                order.add(ranks.computeIfAbsent(object, Problems::ranks).getOrDefault((String) step, -1));
                here = object.getValue((String) step);
            } else {
                order.add(-1);
            }
        }
        return order;
    }

    /** In which order the keys of an object stand. */
    private static Map<String, Integer> ranks(JsonObject object) {
        var ranks = new HashMap<String, Integer>();
        object.fieldNames().forEach(key -> ranks.put(key, ranks.size()));
        return ranks;
    }

    private static int compare(List<Integer> one, List<Integer> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int difference = one.get(i).compareTo(other.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(one.size(), other.size());
    }
}

package org.penlb.config.json;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where something stands in a configuration: keys (text) and indexes (numbers) from the outside in. Written as
 * {@code services[1].servers[0].address}.
 */
record ConfigPlace(List<Object> steps) {
    static final ConfigPlace ROOT = new ConfigPlace(List.of());

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_$-]{1,64}");

    ConfigPlace {
        steps = List.copyOf(steps);
    }

    ConfigPlace at(String key) {
        return with(key);
    }

    ConfigPlace at(int index) {
        return with(index);
    }

    private ConfigPlace with(Object step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new ConfigPlace(longer);
    }

    /** The last step as it is written in a path: a key, or an index. */
    String last() {
        return String.valueOf(steps.getLast());
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof Integer index) {
                text.append('[').append(index).append(']');
            } else if (PLAIN.matcher((String) step).matches()) {
                text.append(text.isEmpty() ? "" : ".").append(step);
            } else {
                text.append('[').append(Found.shown(step)).append(']');
            }
        }
        return text.toString();
    }
}

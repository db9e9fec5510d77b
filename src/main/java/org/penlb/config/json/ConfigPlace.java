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

    /** Whether it is that place, or one in it. */
    boolean isWithin(ConfigPlace outer) {
        return steps.size() >= outer.steps.size()
                && steps.subList(0, outer.steps.size()).equals(outer.steps);
    }

    private ConfigPlace with(Object step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new ConfigPlace(longer);
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

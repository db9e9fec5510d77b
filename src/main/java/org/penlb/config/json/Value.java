package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * A value in a configuration that the schema has passed: it has one of the types that it should have.
 *
 * @param json the value itself
 * @param place where it stands
 * @param problems where those who read it say what is wrong with it
 */
record Value(@Nullable Object json, ConfigPlace place, Problems problems) {
    boolean isText() {
        return json instanceof String;
    }

    boolean isNull() {
        return json == null;
    }

    String text() {
        if (json instanceof String text) {
            return text;
        }
        throw new ConfigException(Found.described(json) + " (expected: text)");
    }

    int number() {
        if (json instanceof Number number) {
            return number.intValue();
        }
        throw new ConfigException(Found.described(json) + " (expected: a whole number)");
    }

    boolean flag() {
        if (json instanceof Boolean flag) {
            return flag;
        }
        throw new ConfigException(Found.described(json) + " (expected: true or false)");
    }

    /** The values in a list; none if this is not a list. */
    List<Value> items() {
        var items = new ArrayList<Value>();
        if (json instanceof JsonArray list) {
            for (int i = 0; i < list.size(); i++) {
                items.add(new Value(list.getValue(i), place.at(i), problems));
            }
        }
        return items;
    }

    /** The value of a key in this object, or null if it is not there or is known to be wrong. */
    @Nullable
    Value field(String key) {
        if (!(json instanceof JsonObject object) || !object.containsKey(key)) {
            return null;
        }
        ConfigPlace there = place.at(key);
        return problems.rejects(there) ? null : new Value(object.getValue(key), there, problems);
    }

    /** The keys of this object, in its order. */
    List<String> keys() {
        return json instanceof JsonObject object ? List.copyOf(object.fieldNames()) : List.of();
    }

    /**
     * Reads it.
     *
     * @param fallback what to go on with if it is wrong, which is noted
     */
    <T extends @Nullable Object> T orElse(T fallback, Function<Value, T> reader) {
        if (problems.rejects(place)) {
            return fallback;
        }
        try {
            return reader.apply(this);
        } catch (ConfigException e) {
            String message = PenNames.without(String.valueOf(e.getMessage()));
            if (e.mayPass()) {
                problems.addPassing(place, message);
            } else {
                problems.add(place, message);
            }
            return fallback;
        }
    }
}

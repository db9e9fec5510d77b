package org.penlb.config.json;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * The keys of one object of a configuration, each with how it is read and written. What is not said keeps its default, and
 * a default is not written.
 *
 * @param <T> what the object describes
 */
final class JsonSection<T> {
    /** Takes over what a key says. */
    @FunctionalInterface
    interface Reader<T> {
        /**
         * @throws ConfigException if the value cannot be used; its place is known already
         */
        void read(Value value, T into);
    }

    /** Says what a key has to say. */
    @FunctionalInterface
    interface Writer<T> {
        /** The key's value as JSON, or null if it need not be said. */
        @Nullable
        Object write(T from);
    }

    private record Key<T>(
            Reader<T> reader, Writer<T> writer, @Nullable JsonSection<T> inner) {}

    private final Map<String, Key<T>> keys = new LinkedHashMap<>();

    /** One more key, written behind those before it. */
    JsonSection<T> key(String name, Reader<T> reader, Writer<T> writer) {
        keys.put(name, new Key<>(reader, writer, null));
        return this;
    }

    /** A key whose value is an object with keys of its own. */
    JsonSection<T> object(String name, JsonSection<T> inner) {
        Writer<T> writer = from -> {
            JsonObject written = inner.write(from);
            return written.isEmpty() ? null : written;
        };
        keys.put(name, new Key<>(inner::read, writer, inner));
        return this;
    }

    /** Some of these keys, in their order. */
    JsonSection<T> only(Set<String> names) {
        var some = new JsonSection<T>();
        keys.forEach((name, key) -> {
            if (names.contains(name)) {
                some.keys.put(name, key);
            }
        });
        return some;
    }

    /** Reads what is there, and notes what is wrong with it. */
    void read(Value object, T into) {
        keys.forEach((name, key) -> {
            Value value = object.field(name);
            if (value != null) {
                value.orElse(into, known -> {
                    key.reader().read(known, into);
                    return into;
                });
            }
        });
    }

    JsonObject write(T from) {
        var json = new JsonObject();
        keys.forEach((name, key) -> {
            Object value = key.writer().write(from);
            if (value != null) {
                json.put(name, value);
            }
        });
        return json;
    }

    List<String> names() {
        return List.copyOf(keys.keySet());
    }

    /** The keys of the object that a key has as its value, or null. */
    @Nullable
    JsonSection<T> inner(String name) {
        Key<T> key = keys.get(name);
        return key == null ? null : key.inner();
    }

    /** The value, or null if it is the one that nobody needs to say. */
    static <V> @Nullable V unless(@Nullable V usual, @Nullable V value) {
        return Objects.equals(usual, value) ? null : value;
    }
}

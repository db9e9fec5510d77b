package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is not the same in two objects of a configuration, in the words of its file. Servers are known by their addresses. */
public final class JsonDifference {
    private static final String SERVERS = "servers";
    private static final String ADDRESS = "address";

    /**
     * One value that is not the same.
     *
     * @param place where, such as {@code servers[10.0.0.1:80].weight}
     * @param before what it was; null if it was not there, so that the default was meant
     * @param after what it is; null if it is not there
     */
    public record Change(
            String place, @Nullable Object before, @Nullable Object after) {
        /** Whether a server is there now that was not. */
        public boolean isNewServer() {
            return isServer() && before == null;
        }

        /** Whether a server was there that is not any more. */
        public boolean isLostServer() {
            return isServer() && after == null;
        }

        private boolean isServer() {
            return place.startsWith(SERVERS + "[") && place.endsWith("]");
        }

        /** A value as the file has it. */
        public static String shown(@Nullable Object value) {
            return switch (value) {
                case null -> "the default";
                case JsonObject object -> object.encode();
                case JsonArray array -> array.encode();
                default -> value.toString();
            };
        }
    }

    private final List<Change> changes = new ArrayList<>();

    private JsonDifference() {}

    /** What changes on the way from one to the other. */
    public static List<Change> between(JsonObject before, JsonObject after) {
        var difference = new JsonDifference();
        difference.objects("", before, after);
        return difference.changes;
    }

    private void objects(String place, JsonObject before, JsonObject after) {
        Set<String> keys = new LinkedHashSet<>(before.fieldNames());
        keys.addAll(after.fieldNames());
        for (String key : keys) {
            values(place.isEmpty() ? key : place + "." + key, before.getValue(key), after.getValue(key));
        }
    }

    private void values(String place, @Nullable Object before, @Nullable Object after) {
        if (place.equals(SERVERS)) {
            servers((JsonArray) before, (JsonArray) after);
        } else if (isGroup(before) && isGroup(after) && !(before == null && after == null)) {
            objects(place, asObject(before), asObject(after));
        } else if (!Objects.equals(before, after)) {
            changes.add(new Change(place, before, after));
        }
    }

    /** A group that is left out has its defaults. */
    private static boolean isGroup(@Nullable Object value) {
        return value == null || value instanceof JsonObject;
    }

    private static JsonObject asObject(@Nullable Object value) {
        return value instanceof JsonObject object ? object : new JsonObject();
    }

    private void servers(@Nullable JsonArray before, @Nullable JsonArray after) {
        Map<String, JsonObject> known = byAddress(before);
        Map<String, JsonObject> now = byAddress(after);
        Set<String> addresses = new LinkedHashSet<>(known.keySet());
        addresses.addAll(now.keySet());
        for (String address : addresses) {
            String place = SERVERS + "[" + address + "]";
            JsonObject was = known.get(address);
            JsonObject is = now.get(address);
            if (was == null || is == null) {
                changes.add(new Change(place, was, is));
            } else {
                objects(place, was, is);
            }
        }
    }

    private static Map<String, JsonObject> byAddress(@Nullable JsonArray servers) {
        Map<String, JsonObject> byAddress = new LinkedHashMap<>();
        for (Object server : servers == null ? List.of() : servers.getList()) {
            JsonObject entry = entry(server);
            if (entry != null) {
                String address = entry.getString(ADDRESS);
                String key = address;
                for (int i = 2; byAddress.containsKey(key); i++) {
                    key = address + " (" + i + ")";
                }
                byAddress.put(key, entry);
            }
        }
        return byAddress;
    }

    /** An entry is an address or an object; a gap is neither. */
    @SuppressWarnings("unchecked") // objects of JSON have strings for keys
    private static @Nullable JsonObject entry(@Nullable Object server) {
        return switch (server) {
            case String address -> new JsonObject().put(ADDRESS, address);
            case JsonObject object -> object;
            case Map<?, ?> map -> new JsonObject((Map<String, Object>) map);
            case null, default -> null;
        };
    }
}

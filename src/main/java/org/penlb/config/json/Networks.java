package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessRule;
import org.penlb.config.ConfigException;

/** Lists of networks as access rules have them, and {@code unix} for all who come by a Unix socket. */
final class Networks {
    private static final String UNIX = "unix";
    private static final String PERMIT = "permit ";

    private Networks() {}

    /**
     * Reads a list.
     *
     * @param make of the networks, and whether Unix sockets are in the list
     */
    static <T> T read(Value list, BiFunction<List<AccessRule.Network>, Boolean, T> make) {
        var networks = new ArrayList<AccessRule.Network>();
        boolean unix = false;
        for (Value item : list.items()) {
            if (item.isText() && item.text().equals(UNIX)) {
                unix = true;
                continue;
            }
            AccessRule.Network network = item.<AccessRule.@Nullable Network>orElse(null, Networks::network);
            if (network != null) {
                networks.add(network);
            }
        }
        return make.apply(networks, unix);
    }

    private static AccessRule.Network network(Value value) {
        String text = value.text();
        try {
            if (text.indexOf(' ') < 0 && Rules.read(PERMIT + text) instanceof AccessRule.Network network) {
                return network;
            }
        } catch (ConfigException _) {
            // said below
        }
        throw new ConfigException(Found.shown(text)
                + " is not a network (expected: such as \"10.0.0.0/8\", \"2001:db8::1\" or \"unix\")");
    }

    static JsonArray write(List<AccessRule.Network> networks, boolean unix) {
        var words = new JsonArray();
        networks.forEach(network -> words.add(Rules.write(network).substring(PERMIT.length())));
        return unix ? words.add(UNIX) : words;
    }
}

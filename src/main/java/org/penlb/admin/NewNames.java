package org.penlb.admin;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.service.NameResolver;

/**
 * Looks up the names that a configuration brings, before anybody's turn is taken for it: name servers that are away make
 * whoever asks wait, and who gives commands is not to wait with him.
 */
final class NewNames {
    private NewNames() {}

    /**
     * @param now what runs: its names need not be known any more
     * @return fails with a {@link org.penlb.config.ConfigException} that names the first that does not resolve
     */
    static Future<Void> known(NameResolver resolver, PenConfig now, PenConfig wanted) {
        Set<Address> old = addresses(now).keySet();
        Future<Void> known = Future.succeededFuture();
        for (Map.Entry<Address, String> named : addresses(wanted).entrySet()) {
            if (!old.contains(named.getKey())) {
                known = known.compose(
                        _ -> resolver.resolve(named.getValue(), named.getKey()).mapEmpty());
            }
        }
        return known;
    }

    /** Each with what messages call it. */
    private static Map<Address, String> addresses(PenConfig config) {
        var addresses = new LinkedHashMap<Address, String>();
        for (ServiceConfig service : config.services()) {
            service.servers().forEach(server -> add(addresses, "server", server));
            add(addresses, "emergency server", service.emergency());
            add(addresses, "abuse server", service.abuse());
        }
        return addresses;
    }

    private static void add(Map<Address, String> addresses, String role, @Nullable ServerConfig server) {
        if (server != null) {
            addresses.putIfAbsent(server.address(), role + " \"" + server.address() + "\"");
        }
    }
}

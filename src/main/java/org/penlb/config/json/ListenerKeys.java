package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ListenerOptions;
import org.penlb.config.ProxyAccept;
import org.penlb.config.ServiceBuilder;

/** What is said of a service's listener, besides its address. */
final class ListenerKeys {
    private static final ListenerOptions USUAL = ListenerOptions.DEFAULT;

    private ListenerKeys() {}

    static void add(JsonSection<ServiceBuilder> keys) {
        keys.key(
                        "v6only",
                        (value, service) -> service.listener = service.listener.withV6only(value.flag()),
                        service -> JsonSection.unless(USUAL.v6only(), service.listener.v6only()))
                .object("proxyProtocol", proxyProtocol());
    }

    private static JsonSection<ServiceBuilder> proxyProtocol() {
        return new JsonSection<ServiceBuilder>()
                .key(
                        "accept",
                        (value, service) -> service.listener =
                                service.listener.withProxyAccept(Networks.read(value, ProxyAccept::new)),
                        service -> write(service.listener.proxyAccept()));
    }

    private static @Nullable JsonArray write(ProxyAccept accept) {
        return accept.isNobody() ? null : Networks.write(accept.networks(), accept.unix());
    }
}

package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.ServiceBuilder;

/** Writes a configuration as JSON, its services first. */
final class PenWriter {
    private final ConfigContext context;
    private final boolean secrets;

    PenWriter(ConfigContext context, boolean secrets) {
        this.context = context;
        this.secrets = secrets;
    }

    JsonObject write(PenConfig config) {
        var pen = new PenBuilder(config, 0, context.arguments());
        var services = new JsonArray();
        for (ServiceBuilder service : pen.services()) {
            if (service.route() == null) {
                services.add(service(service, config, pen));
            }
        }
        return new JsonObject()
                .put(PenReader.SERVICES, services)
                .mergeIn(new PenKeys(context, secrets).keys().write(pen));
    }

    private JsonObject service(ServiceBuilder service, PenConfig config, PenBuilder pen) {
        var json = new JsonObject()
                .put(ServiceReader.NAME, service.name())
                .put(ServiceReader.LISTEN, JsonAddresses.write(service.listen, service.protocol));
        if (service.protocol == Protocol.DNS) {
            json.put(ServiceReader.PROTOCOL, ServiceReader.DNS);
        }
        int share = context.share(service.protocol, config.eventLoops(), config.listening());
        json.mergeIn(new ServiceKeys(context, share, true).keys().write(service));
        JsonArray routes = new JsonRoutes(context, true).write(service.name(), pen.services());
        return routes.isEmpty() ? json : json.put(JsonRoutes.ROUTES, routes);
    }
}

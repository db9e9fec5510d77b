package org.penlb.config.json;

import java.util.HashMap;
import java.util.Map;
import org.penlb.config.ServiceBuilder;

/** The keys of services and routes, which thousands of them share. Not safe for use by several threads. */
final class ServiceSections {
    private final ConfigContext context;
    private final boolean countries;
    private final JsonRoutes routes;
    private final Map<Integer, JsonSection<ServiceBuilder>> services = new HashMap<>();

    /**
     * @param countries whether there is a database that tells countries
     */
    ServiceSections(ConfigContext context, boolean countries) {
        this.context = context;
        this.countries = countries;
        this.routes = new JsonRoutes(context, countries);
    }

    /** Of services that can have so many clients at a time. */
    JsonSection<ServiceBuilder> services(int connections) {
        return services.computeIfAbsent(connections, most -> new ServiceKeys(context, most, countries).keys());
    }

    JsonRoutes routes() {
        return routes;
    }
}

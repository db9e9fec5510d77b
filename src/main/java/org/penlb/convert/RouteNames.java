package org.penlb.convert;

import org.penlb.config.Route;

/** Gives each route of a service a name of its own. */
public final class RouteNames {
    private final String service;
    private final UniqueNames names = new UniqueNames();

    /** @param service the name of the service that listens */
    public RouteNames(String service) {
        this.service = service;
    }

    /** The name of a route as a service, as near to this one as can be. */
    public String take(String wish) {
        return service + Route.SEPARATOR + names.take(wish);
    }
}

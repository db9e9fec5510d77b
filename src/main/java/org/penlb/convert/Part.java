package org.penlb.convert;

import java.util.List;
import java.util.Set;
import org.penlb.config.Address;
import org.penlb.config.ServiceBuilder;

/**
 * A service that is to be carried over, whole or not at all.
 *
 * @param listener what says where it listens
 * @param both whether its listener at {@code [::]} stands for one at {@code 0.0.0.0}, too
 * @param service what was made of it, with its listener
 * @param routes its routes, which come behind it
 * @param carried the statements that have their say in it
 */
public record Part(
        Statement listener, boolean both, ServiceBuilder service, List<ServiceBuilder> routes, Set<Statement> carried) {
    /** Where it listens, however that is written. */
    Address address() {
        return service.listen.plain();
    }
}

package org.penlb.cluster.totals;

import org.penlb.balance.ServerTotals;
import org.penlb.service.Service;
import org.penlb.service.ServiceTotals;

/**
 * What a service did at one instance since that was started, or at several together.
 *
 * @param service its name
 * @param open clients connected now
 * @param accepted clients
 * @param refused clients, or datagrams of clients, that no server took
 * @param sent bytes from clients to servers
 * @param received bytes from servers to clients
 * @param queries datagrams or queries that servers were sent
 * @param answers datagrams or answers that came from servers in time
 * @param errors whatever went wrong: {@link ServiceTotals#errors}
 */
public record ServiceSum(
        String service,
        long open,
        long accepted,
        long refused,
        long sent,
        long received,
        long queries,
        long answers,
        long errors) {
    static ServiceSum of(Service service) {
        ServiceTotals totals = service.totals();
        ServerTotals servers = totals.servers();
        return new ServiceSum(
                service.config().name(),
                service.openConnections(),
                service.clients().accepted(),
                totals.refused(),
                servers.sent(),
                servers.received(),
                servers.queries(),
                servers.answers(),
                totals.errors());
    }

    /** Both together; they are of the same service. */
    ServiceSum plus(ServiceSum other) {
        return new ServiceSum(
                service,
                open + other.open,
                accepted + other.accepted,
                refused + other.refused,
                sent + other.sent,
                received + other.received,
                queries + other.queries,
                answers + other.answers,
                errors + other.errors);
    }
}

package org.penlb.convert;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.Route;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;

/**
 * What became of another program's configuration.
 *
 * @param config what was carried over; null if there was no service
 * @param leftOut what was not, or not in full, in the order of the file
 */
public record Converted(@Nullable PenConfig config, List<LeftOut> leftOut) {
    public Converted {
        leftOut = List.copyOf(leftOut);
    }

    /**
     * These services, if there are any. Those that may have as many clients as the machine allows share them.
     *
     * @param eventLoops how many were said, or are there
     */
    public static Converted of(List<ServiceConfig> services, int eventLoops, Surroundings here, Notes notes) {
        int listening = (int) services.stream()
                .filter(service -> !(service.routing() instanceof Route))
                .count();
        List<ServiceConfig> sharing = services.stream()
                .map(service -> sharing(service, here.capacity().clients(service.protocol(), eventLoops), listening))
                .toList();
        return new Converted(
                sharing.isEmpty() ? null : new PenConfig(sharing, RelayKind.AUTO, eventLoops), notes.list());
    }

    private static ServiceConfig sharing(ServiceConfig service, int all, int services) {
        if (service.connectionsMax() != all) {
            return service;
        }
        var shared = new ServiceBuilder(service);
        shared.connectionsMax = Math.max(1, all / services);
        return shared.build();
    }
}

package org.penlb.config.convert;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
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

    /** These services, if there are any. */
    public static Converted of(List<ServiceConfig> services, int eventLoops, Notes notes) {
        return new Converted(
                services.isEmpty() ? null : new PenConfig(services, RelayKind.AUTO, eventLoops), notes.list());
    }
}

package org.penlb.convert;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;

/**
 * What a configuration depends on and does not say.
 *
 * @param capacity how many clients at a time a service may have if nothing is said
 * @param eventLoops how many event loops there are if nothing is said, at least 1
 * @param environment the value of an environment variable, or null
 * @param files those that a configuration names
 * @param judge what {@code pen check} would say: throws a {@link org.penlb.config.ConfigException} if it would refuse
 */
public record Surroundings(
        Capacity capacity,
        int eventLoops,
        Function<String, @Nullable String> environment,
        NamedFiles files,
        Consumer<PenConfig> judge) {
    /** Tells how many clients the machine's limits allow. */
    @FunctionalInterface
    public interface Capacity {
        /** The most clients at a time of a service that has this many event loops, at least 1. */
        int clients(Protocol protocol, int eventLoops);
    }
}

package org.penlb.config.command;

import org.penlb.config.AdminState;

/** One setting of {@code server N ...}. */
public sealed interface ServerSetting {
    /** {@code address HOST}, {@code address HOST:PORT} or {@code address /PATH}, as it was written. */
    record At(String address) implements ServerSetting {}

    record Port(int port) implements ServerSetting {}

    record Acl(int list) implements ServerSetting {}

    record Max(int connections) implements ServerSetting {}

    record Hard(int connections) implements ServerSetting {}

    record Weight(int weight) implements ServerSetting {}

    record Prio(int prio) implements ServerSetting {}

    /** Leaves it alone for so many seconds; 0 ends that. */
    record Blacklist(int seconds) implements ServerSetting {}

    /** {@code up}, {@code drain} or {@code remove}. */
    record State(AdminState state) implements ServerSetting {}
}

package org.penlb.events;

import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;

/** Something that an operator may want to know: it is kept for a while, and shown. */
public sealed interface NotableEvent extends Event permits ServerEvent, ServiceEvent, ConfigEvent {
    /** The server that it is about, as it was configured, or null. */
    default @Nullable Address server() {
        return null;
    }
}

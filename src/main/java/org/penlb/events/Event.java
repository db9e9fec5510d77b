package org.penlb.events;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened, with what it was about. Those who publish say what happened; how that reads is for those who show
 * it: {@link RecentEvent#text}.
 */
public sealed interface Event permits NotableEvent, ClientAssigned {
    /** The name of the service that it is about, or null if it is about Pen as a whole. */
    @Nullable
    String service();
}

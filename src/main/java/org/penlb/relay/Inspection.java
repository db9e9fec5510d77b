package org.penlb.relay;

import org.jspecify.annotations.Nullable;

/**
 * Who looks into a connection.
 *
 * @param tap sees the bytes that pass, or null
 * @param editor changes what the client sends, or null
 */
public record Inspection(@Nullable Tap tap, @Nullable Editor editor) {
    /** Nobody: bulk may be spliced. */
    public static final Inspection NONE = new Inspection(null, null);
}

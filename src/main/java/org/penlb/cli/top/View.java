package org.penlb.cli.top;

import java.time.Duration;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * All that a page shows.
 *
 * @param address the control port
 * @param round the last one that came; null if none did
 * @param trouble why there is no newer one; null if all is well
 * @param silent for how long there is none
 */
record View(
        String address,
        LocalTime time,
        Settings settings,
        @Nullable Round round,
        @Nullable String trouble,
        Duration silent) {}

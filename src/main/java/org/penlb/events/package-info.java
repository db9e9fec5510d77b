/**
 * What happens while Pen runs, as records ({@link org.penlb.events.Event}), who is told of it ({@link org.penlb.events.Events}),
 * and how it reads: the last events, and what goes over the event bus.
 */
@NullMarked
package org.penlb.events;

import org.jspecify.annotations.NullMarked;

/** How servers are asked how they are, and the event loop on which that is done. */
@NullMarked
package org.penlb.health.probe;

import org.jspecify.annotations.NullMarked;

/** Listeners: who listens where, a verticle for each event loop, and how one set of listeners takes the place of another. */
@NullMarked
package org.penlb.listen;

import org.jspecify.annotations.NullMarked;

/**
 * Health checks: which servers are asked how they are and when, and what follows from their answers. No I/O is done here:
 * how a server is asked is a {@link Probe}'s business, and what was found is a server's {@link
 * org.penlb.balance.ServerHealth} to know.
 */
@NullMarked
package org.penlb.health;

import org.jspecify.annotations.NullMarked;

/**
 * What operators order at one instance and all are to do: each order sets one thing, has a version, and the later one wins
 * wherever the two meet. Terms: an order is a last-writer-wins register, the book is the map of them.
 */
@NullMarked
package org.penlb.cluster.orders;

import org.jspecify.annotations.NullMarked;

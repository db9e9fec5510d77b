/** Measures several Pens that share what they know, each on a machine of its own (a network namespace). */
@NullMarked
package org.penlb.load.cluster;

import org.jspecify.annotations.NullMarked;

/** Messages between instances: signed, never taken twice, and strictly read. */
@NullMarked
package org.penlb.cluster.wire;

import org.jspecify.annotations.NullMarked;

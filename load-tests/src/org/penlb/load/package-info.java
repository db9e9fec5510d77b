/** The load tests: Pen beside its peers, the same work in turn. */
@NullMarked
package org.penlb.load;

import org.jspecify.annotations.NullMarked;

/** What each instance did, so that any of them can show all. */
@NullMarked
package org.penlb.cluster.totals;

import org.jspecify.annotations.NullMarked;

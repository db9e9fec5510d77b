/** How fast webresolve is, beside one look-up at a time. */
@NullMarked
package org.penlb.load.resolve;

import org.jspecify.annotations.NullMarked;

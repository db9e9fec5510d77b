/** For how long clients are without an answer while keepalived moves an address from one Pen to another. */
@NullMarked
package org.penlb.load.address;

import org.jspecify.annotations.NullMarked;

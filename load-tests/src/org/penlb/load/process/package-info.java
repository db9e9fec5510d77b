/** The processes of a run, and its folder. */
@NullMarked
package org.penlb.load.process;

import org.jspecify.annotations.NullMarked;

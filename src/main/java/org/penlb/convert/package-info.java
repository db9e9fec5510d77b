/** Configurations of other programs, read and said in Pen's words: what one command does. */
@NullMarked
package org.penlb.convert;

import org.jspecify.annotations.NullMarked;

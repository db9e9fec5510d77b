/** Clocks, memory, the machine, and what is made of many figures. */
@NullMarked
package org.penlb.load.measure;

import org.jspecify.annotations.NullMarked;

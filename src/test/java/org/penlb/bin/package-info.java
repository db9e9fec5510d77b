/**
 * The scripts in bin, driven as a user drives them.
 */
@NullMarked
package org.penlb.bin;

import org.jspecify.annotations.NullMarked;

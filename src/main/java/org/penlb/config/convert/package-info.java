/**
 * What the readers of other programs' configurations have in common: what they make, and how they say what they could not
 * carry over.
 */
@NullMarked
package org.penlb.config.convert;

import org.jspecify.annotations.NullMarked;

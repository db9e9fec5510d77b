/** What tests of several rooms share. */
@NullMarked
package org.penlb.testing;

import org.jspecify.annotations.NullMarked;

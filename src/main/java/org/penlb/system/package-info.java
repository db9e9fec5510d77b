/**
 * What the machine knows and the JDK has no API for.
 */
@NullMarked
package org.penlb.system;

import org.jspecify.annotations.NullMarked;

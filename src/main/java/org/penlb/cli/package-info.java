/**
 * The command lines: arguments in, a configuration out.
 */
@NullMarked
package org.penlb.cli;

import org.jspecify.annotations.NullMarked;

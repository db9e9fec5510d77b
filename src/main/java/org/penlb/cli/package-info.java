/** The program: its first word says which of its commands runs. */
@NullMarked
package org.penlb.cli;

import org.jspecify.annotations.NullMarked;

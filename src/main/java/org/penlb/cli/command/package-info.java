/** The commands of the program: arguments in, a configuration out. */
@NullMarked
package org.penlb.cli.command;

import org.jspecify.annotations.NullMarked;

/**
 * penctl: sends commands to the control port of a running pen, ours or Ulric Eriksson's.
 *
 * <p>Scripts start it once for each command. So the way of a single command touches the JDK and a few small classes only;
 * the prompt, with all of JLine behind it, is loaded when somebody sits at a terminal.
 */
@NullMarked
package org.penlb.cli.penctl;

import org.jspecify.annotations.NullMarked;

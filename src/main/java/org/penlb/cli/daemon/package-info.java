/** Pen as a process: in the background or not, as whom, what it logs to, and how it ends. */
@NullMarked
package org.penlb.cli.daemon;

import org.jspecify.annotations.NullMarked;

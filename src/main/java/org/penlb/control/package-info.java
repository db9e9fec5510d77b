/**
 * The control port: text becomes a command, a command has an effect on a running Pen, and there is a reply.
 */
@NullMarked
package org.penlb.control;

import org.jspecify.annotations.NullMarked;

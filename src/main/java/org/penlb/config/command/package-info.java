/**
 * penctl's language: what an operator can ask, as text and as records. The control port, {@code -O}, {@code -F},
 * {@code include} and HUP all read it here.
 */
@NullMarked
package org.penlb.config.command;

import org.jspecify.annotations.NullMarked;

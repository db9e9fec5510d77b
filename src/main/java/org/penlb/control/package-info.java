/** The control port: a line of penctl's language is read, carried out, and answered. */
@NullMarked
package org.penlb.control;

import org.jspecify.annotations.NullMarked;

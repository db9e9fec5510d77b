/** The program from outside: the jar in a process, real clients, real servers, and Debian's pen beside it. */
@NullMarked
package org.penlb.it;

import org.jspecify.annotations.NullMarked;

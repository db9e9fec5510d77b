/** mergelogs beside Debian's, on the same generated logs by turns. */
@NullMarked
package org.penlb.load.logs;

import org.jspecify.annotations.NullMarked;

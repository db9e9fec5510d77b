/**
 * DNS messages, looked at where they lie and no further than their question. The JDK only.
 */
@NullMarked
package org.penlb.dns;

import org.jspecify.annotations.NullMarked;

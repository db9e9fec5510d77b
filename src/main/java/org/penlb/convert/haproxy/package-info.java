/** HAProxy's configuration, as far as it is about TCP. */
@NullMarked
package org.penlb.convert.haproxy;

import org.jspecify.annotations.NullMarked;

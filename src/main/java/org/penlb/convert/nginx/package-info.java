/** nginx's configuration, as far as it is about streams. */
@NullMarked
package org.penlb.convert.nginx;

import org.jspecify.annotations.NullMarked;

/**
 * Reads configurations of HAProxy: what its TCP proxies say in Pen's terms, and what Pen cannot say.
 */
@NullMarked
package org.penlb.config.haproxy;

import org.jspecify.annotations.NullMarked;

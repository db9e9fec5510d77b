/**
 * Reads configurations of nginx's stream module: what they say in Pen's terms, and what Pen cannot say.
 */
@NullMarked
package org.penlb.config.nginx;

import org.jspecify.annotations.NullMarked;

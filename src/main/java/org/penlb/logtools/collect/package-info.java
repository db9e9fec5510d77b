/**
 * penlogd and penlog: the lines of web servers' access logs come together over UDP, a datagram each, and so do pen's, which
 * say who the client was.
 */
@NullMarked
package org.penlb.logtools.collect;

import org.jspecify.annotations.NullMarked;

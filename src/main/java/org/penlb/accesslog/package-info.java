/**
 * Pen's log: finds the requests in what clients send, and writes them to a file or to penlogd.
 */
@NullMarked
package org.penlb.accesslog;

import org.jspecify.annotations.NullMarked;

/**
 * The fast relay for plain streams on Linux: file descriptors on the event loop's own epoll, splice for bulk.
 */
@NullMarked
package org.penlb.relay.socket;

import org.jspecify.annotations.NullMarked;

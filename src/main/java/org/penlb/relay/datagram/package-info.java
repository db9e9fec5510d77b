/**
 * The fast datagram relay on Linux: many datagrams a system call, in memory that is allocated once.
 */
@NullMarked
package org.penlb.relay.datagram;

import org.jspecify.annotations.NullMarked;

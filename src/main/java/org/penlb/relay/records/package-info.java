/**
 * Records of TLS, once a connection's handshake is done: what leaves is encrypted, what came is decrypted, in memory that
 * others own. No sockets, no event loop.
 */
@NullMarked
package org.penlb.relay.records;

import org.jspecify.annotations.NullMarked;

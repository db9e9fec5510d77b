/** What a datagram goes through: a client's address and port is a session, each server it uses a flow of that session. */
@NullMarked
package org.penlb.datagram;

import org.jspecify.annotations.NullMarked;

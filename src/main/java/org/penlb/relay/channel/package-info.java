/**
 * The portable relay: Netty channels, whatever transport the event loop has.
 */
@NullMarked
package org.penlb.relay.channel;

import org.jspecify.annotations.NullMarked;

/**
 * Headers of the PROXY protocol, versions 1 and 2 (haproxy.org, proxy-protocol.txt): what a proxy says of the client for whom
 * it connects. They are read here as hostile input, and written.
 */
@NullMarked
package org.penlb.proxy;

import org.jspecify.annotations.NullMarked;

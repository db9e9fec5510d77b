/**
 * Engines of TLS, and the contexts that make them: BoringSSL of netty-tcnative, or the JDK's own where that does not load.
 * Contexts take milliseconds to make and are kept; engines are one connection's, and are released with it.
 */
@NullMarked
package org.penlb.tls.engine;

import org.jspecify.annotations.NullMarked;

/**
 * The ClientHello: what a TLS client says before anything is encrypted, by which it is routed and given its certificate. The
 * JDK only, and no exception whatever comes.
 */
@NullMarked
package org.penlb.tls.hello;

import org.jspecify.annotations.NullMarked;

/** TLS: who speaks it, with which certificates, by which engine. */
@NullMarked
package org.penlb.tls;

import org.jspecify.annotations.NullMarked;

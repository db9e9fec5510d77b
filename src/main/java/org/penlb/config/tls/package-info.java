/** What is said of TLS: what clients are shown, and what servers are asked for. The names of files, not what is in them. */
@NullMarked
package org.penlb.config.tls;

import org.jspecify.annotations.NullMarked;

/** What a DNS query goes through: it is checked, a server is chosen, asked, and asked again elsewhere if need be. */
@NullMarked
package org.penlb.dnsfront;

import org.jspecify.annotations.NullMarked;

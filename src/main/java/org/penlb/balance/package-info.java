/**
 * Who gets the next client: servers, limits, blacklist, client table, access lists, selection, failover. No I/O.
 */
@NullMarked
package org.penlb.balance;

import org.jspecify.annotations.NullMarked;

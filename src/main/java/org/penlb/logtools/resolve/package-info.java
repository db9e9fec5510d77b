/**
 * webresolve: an access log goes through, and addresses of clients become host names.
 *
 * <p>A thread reads lines ({@link org.penlb.logtools.resolve.UnresolvedLines}) and begins the look-up of each address that
 * {@link org.penlb.logtools.resolve.NameCache} does not know; another ({@link org.penlb.logtools.resolve.ResolvedLines}) writes
 * them in their order as the answers come, which an event loop waits for
 * ({@link org.penlb.logtools.resolve.ReverseLookup}). What is between reader and writer is bounded in bytes
 * ({@link org.penlb.logtools.resolve.HeldLines}), what is asked at a time in number.
 *
 * <p>What DNS says is hostile: whoever has an address chooses its name. {@link org.penlb.logtools.resolve.LoggedName} decides
 * what may stand in a log.
 */
@NullMarked
package org.penlb.logtools.resolve;

import org.jspecify.annotations.NullMarked;

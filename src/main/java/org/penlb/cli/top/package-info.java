/**
 * {@code pen top}: servers, rates and clients of a running pen, ours or Ulric Eriksson's, on a terminal that refreshes.
 *
 * <p>A round goes from left to right: {@code Poller} asks the control port, {@code ToldServer}, {@code Counts} and others
 * read the replies, {@code Rates} and {@code ClientRates} compare them with those before, {@code TopPage} lays the
 * {@code Round} out as {@code Line}s, and {@code Screen} shows them, or {@code Batch} prints them.
 *
 * <p>All that comes from a control port is held to be hostile: replies, lines, words and tables have limits, and only
 * printable ASCII passes through a {@code Line}.
 */
@NullMarked
package org.penlb.cli.top;

import org.jspecify.annotations.NullMarked;

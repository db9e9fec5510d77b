package org.penlb.logtools.resolve;

/**
 * Where the client stands among the bytes of a line.
 *
 * @param from its first byte
 * @param to behind its last one
 */
record ClientSpan(int from, int to) {}

package org.penlb.logtools.collect;

/**
 * What penlogd has received since it started.
 *
 * @param penLines lines of pen
 * @param bogusPenLines those of them that say no client, server and request
 * @param matched lines of web servers whose client was found
 * @param unmatched those whose client was not: passed on as they came
 * @param cut lines that were too long to be written whole
 */
public record CollectedCounts(long penLines, long bogusPenLines, long matched, long unmatched, long cut) {}

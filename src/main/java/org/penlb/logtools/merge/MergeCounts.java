package org.penlb.logtools.merge;

/**
 * What came of a merge.
 *
 * @param lines of web servers that were written
 * @param matched of these, those whose client was found in pen's log
 * @param notMatched those that have got the server's address
 * @param notUnderstood those without a time or a client, which were written as they are
 * @param penLinesNotUnderstood lines of pen's log that are none
 * @param givenUp entries of pen's log for which there was no memory while they were still near enough to be asked for
 */
public record MergeCounts(
        long lines, long matched, long notMatched, long notUnderstood, long penLinesNotUnderstood, long givenUp) {}

package org.penlb.dns;

import java.lang.foreign.MemorySegment;

/**
 * Pen's own answers, which are errors: the ID, the opcode and RD of the query, an rcode, and no records. They are never
 * longer than the query, so that nobody can have Pen send more to a third party than he sends himself.
 */
public final class ErrorReply {
    private ErrorReply() {}

    /**
     * Makes a query its own answer.
     *
     * @param query memory with the query
     * @param offset where it starts
     * @param questionLength how much of what follows the header is a sound question that the answer keeps, so that the
     *     client knows what was asked; 0 if there is none
     * @param rcode one of {@link Rcode}
     * @return the length of the answer, in bytes
     */
    public static int inPlace(MemorySegment query, long offset, int questionLength, int rcode) {
        return write(query, offset, questionLength, rcode, query, offset);
    }

    /**
     * Writes the answer elsewhere.
     *
     * @param query memory with the query, which has a header at least
     * @param offset where the query starts
     * @param questionLength how much of what follows the header is a sound question, or 0
     * @param rcode one of {@link Rcode}
     * @param to memory with room for a header and the question
     * @param toOffset where the answer starts
     * @return the length of the answer, in bytes
     */
    public static int write(
            MemorySegment query, long offset, int questionLength, int rcode, MemorySegment to, long toOffset) {
        MemorySegment.copy(query, offset + Header.LENGTH, to, toOffset + Header.LENGTH, questionLength);
        Header.writeAnswer(
                to, toOffset, Header.id(query, offset), Header.flags(query, offset), rcode, questionLength > 0 ? 1 : 0);
        return Header.LENGTH + questionLength;
    }
}

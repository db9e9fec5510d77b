package org.penlb.dns;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Decides whether a server's message answers a query, by what both say besides their IDs. Nothing is allocated.
 *
 * <p>The letters of names may differ in case, since there are servers that answer in lower case. Clients mix it to make answers
 * harder to forge ("0x20"), and compare it themselves; so an answer that is the same to the letter is the better one, and whoever
 * guesses answers has to guess the case, too, as long as a better one may come.
 */
public final class AnswerCheck {
    /** How well a message answers a query. */
    public enum Match {
        /** It does not. */
        NONE,
        /** It does, but for the case of letters in the question. */
        OTHER_CASE,
        /** It does, with the very same question, or with none where it may be left out. */
        EXACT
    }

    private AnswerCheck() {}

    /**
     * How well a message answers a query. The IDs are for the caller to compare, who may have changed them.
     *
     * @param query memory with a query that {@link QueryCheck} let pass: header and question at least
     * @param queryOffset where the query starts
     * @param questionLength the length of its question, in bytes
     * @param answer memory with the server's message
     * @param answerOffset where the message starts
     * @param answerLength how long it is, in bytes, 0 or more
     */
    public static Match match(
            MemorySegment query,
            long queryOffset,
            int questionLength,
            MemorySegment answer,
            long answerOffset,
            int answerLength) {
        if (answerLength < Header.LENGTH
                || !Header.isResponse(answer, answerOffset)
                || Header.opcode(answer, answerOffset) != Header.opcode(query, queryOffset)) {
            return Match.NONE;
        }
        return switch (Header.questions(answer, answerOffset)) {
            case 0 -> mayLackQuestion(answer, answerOffset) ? Match.EXACT : Match.NONE;
            case 1 ->
                answerLength < Header.LENGTH + questionLength
                        ? Match.NONE
                        : compared(
                                query,
                                queryOffset + Header.LENGTH,
                                answer,
                                answerOffset + Header.LENGTH,
                                questionLength);
            default -> Match.NONE;
        };
    }

    /** Whether a message answers a query, whatever the case of letters: {@link #match} with one word less to say. */
    public static boolean isAnswer(
            MemorySegment query,
            long queryOffset,
            int questionLength,
            MemorySegment answer,
            long answerOffset,
            int answerLength) {
        return match(query, queryOffset, questionLength, answer, answerOffset, answerLength) != Match.NONE;
    }

    /** Servers that could not or would not read the query may leave it out, and any after an UPDATE (RFC 2136 section 3.8). */
    private static boolean mayLackQuestion(MemorySegment answer, long offset) {
        return switch (Header.rcode(answer, offset)) {
            case Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NOTIMP, Rcode.REFUSED -> true;
            default -> Header.opcode(answer, offset) == Header.UPDATE;
        };
    }

    private static Match compared(MemorySegment a, long atA, MemorySegment b, long atB, int length) {
        long equal = MemorySegment.mismatch(a, atA, atA + length, b, atB, atB + length);
        if (equal < 0) {
            return Match.EXACT;
        }
        // Lengths of labels are below all letters, so the name need not be taken apart; type and class must not be
        // folded.
        int name = length - 4;
        for (long i = equal; i < name; i++) {
            if (lowerCase(a.get(ValueLayout.JAVA_BYTE, atA + i)) != lowerCase(b.get(ValueLayout.JAVA_BYTE, atB + i))) {
                return Match.NONE;
            }
        }
        boolean sameType = MemorySegment.mismatch(a, atA + name, atA + length, b, atB + name, atB + length) < 0;
        return sameType ? Match.OTHER_CASE : Match.NONE;
    }

    private static int lowerCase(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
    }
}

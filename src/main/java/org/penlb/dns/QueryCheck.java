package org.penlb.dns;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.penlb.config.DomainName;

/**
 * Decides whether a client's message may go on to a server. It reads the header and the question, where they lie; the
 * records behind are the server's business, as long as there is room for as many as the header claims.
 *
 * <p>What passes has exactly one question, with a whole, uncompressed name. So a QDCOUNT of 0 does not pass, although
 * RFC 7873 section 5.4 lets a client ask for a cookie that way: there is nothing to tell two such answers apart by. Nor do
 * DSO messages (RFC 8490), which belong to one connection with one server: the client is told that this server does not know
 * them, and goes on without. So it is with other requests without a question whose kind is not known here, as with BIND.
 * A standard query brings no records but its additional ones, and an IXFR one that says what the client has (RFC 1995
 * section 3). Requests of other kinds, such as NOTIFY (RFC 1996) and UPDATE (RFC 2136), may have records anywhere. All other
 * bits of the header are left to the server, since new meanings are given to them now and then.
 *
 * <p>One instance serves one thread. Nothing is allocated.
 */
public final class QueryCheck {
    /** What to do with a message. */
    public enum Verdict {
        /** It goes to a server. */
        FORWARD,
        /**
         * It is forgotten without a word: it has no header, or is a response. Whoever answered those could be used to keep
         * two servers talking to each other for ever.
         */
        DROP,
        /** It is answered with {@linkplain ErrorReply an error}: it is malformed. */
        FORMERR,
        /** It is answered with {@linkplain ErrorReply an error}: this kind of request is not for servers behind Pen. */
        NOTIMP
    }

    private static final int TYPE_AND_CLASS = 4;

    /** The longest question: a name, a type and a class. */
    static final int LONGEST_QUESTION = DomainName.LONGEST + TYPE_AND_CLASS;

    private static final int TKEY = 249;
    private static final int IXFR = 251;
    private static final int AXFR = 252;
    /** The shortest record: the root's name, type, class, time to live, and no data. */
    private static final int SHORTEST_RECORD = 11;

    private int questionLength;
    private boolean transfer;
    private boolean repeatable;

    /**
     * Judges a message.
     *
     * @param message memory that it lies in
     * @param offset where it starts
     * @param length how long it is, in bytes, 0 or more; the segment holds them all
     */
    public Verdict judge(MemorySegment message, long offset, int length) {
        questionLength = 0;
        transfer = false;
        repeatable = false;
        if (length < Header.LENGTH || Header.isResponse(message, offset)) {
            return Verdict.DROP;
        }
        int opcode = Header.opcode(message, offset);
        int questions = Header.questions(message, offset);
        if (questions == 0 && !needsQuestion(opcode)) {
            return Verdict.NOTIMP;
        }
        if (questions != 1) {
            return Verdict.FORMERR;
        }
        int end = questionEnd(message, offset, length);
        if (end < 0 || !areCountsPossible(message, offset, end, length)) {
            return Verdict.FORMERR;
        }
        if (opcode == Header.DSO) {
            return Verdict.NOTIMP;
        }
        questionLength = end - Header.LENGTH;
        int type = Header.unsignedShort(message, offset + end - TYPE_AND_CLASS);
        boolean query = opcode == Header.QUERY;
        transfer = query && (type == AXFR || type == IXFR);
        repeatable = query && type != TKEY;
        return Verdict.FORWARD;
    }

    /** Whether the message that was judged last asks for the transfer of a zone, which may be many messages. */
    public boolean isTransfer() {
        return transfer;
    }

    /**
     * Whether the message that was judged last may be carried out twice, by the same server or another one: it merely asks for
     * what is there. All other requests change something, such as NOTIFY and UPDATE, or might, such as those whose kind is not
     * known here; and a TKEY query (RFC 2930) makes a key that only the server knows that was asked.
     */
    public boolean isRepeatable() {
        return repeatable;
    }

    /**
     * Whether the message that was judged last is a query that any server may answer, with one message: it is
     * {@linkplain #isRepeatable repeatable}, and no transfer of a zone.
     */
    public boolean isPlain() {
        return repeatable && !transfer;
    }

    /**
     * The length in bytes of the question of the message that was judged last, if it was {@link Verdict#FORWARD}: 5 to 259,
     * from the header's end on. Otherwise 0.
     */
    public int questionLength() {
        return questionLength;
    }

    /** Whether a request of this kind without a question is malformed; of others nobody here knows. */
    private static boolean needsQuestion(int opcode) {
        return switch (opcode) {
            case Header.QUERY, Header.NOTIFY, Header.UPDATE -> true;
            default -> false;
        };
    }

    /** Where the question ends, counted from the message's start; negative if it is not whole or not sound. */
    private static int questionEnd(MemorySegment message, long offset, int length) {
        int at = Header.LENGTH;
        while (at < length) {
            int label = message.get(ValueLayout.JAVA_BYTE, offset + at) & 0xff;
            at += 1 + label;
            // Longer ones are pointers, which have nothing to point to yet, or of types that nobody uses.
            if (label > DomainName.LONGEST_LABEL || at > Header.LENGTH + DomainName.LONGEST) {
                return -1;
            }
            if (label == 0) {
                return at + TYPE_AND_CLASS <= length ? at + TYPE_AND_CLASS : -1;
            }
        }
        return -1;
    }

    private static boolean areCountsPossible(MemorySegment message, long offset, int questionEnd, int length) {
        int answers = Header.answers(message, offset);
        int authorities = Header.authorities(message, offset);
        if (Header.opcode(message, offset) == Header.QUERY) {
            boolean ixfr = Header.unsignedShort(message, offset + questionEnd - TYPE_AND_CLASS) == IXFR;
            if (answers > 0 || authorities > (ixfr ? 1 : 0)) {
                return false;
            }
        }
        int records = answers + authorities + Header.additionals(message, offset);
        return records * SHORTEST_RECORD <= length - questionEnd;
    }
}

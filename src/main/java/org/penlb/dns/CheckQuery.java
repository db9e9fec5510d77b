package org.penlb.dns;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.penlb.config.DomainName;
import org.penlb.config.RecordType;

/**
 * The query that tells whether a server is well, and what to think of its answer. It asks for recursion, so that a resolver
 * that has lost its way to the root is noticed; servers of zones do not mind.
 */
public final class CheckQuery {
    /** The longest such query, in bytes. */
    public static final int LONGEST = Header.LENGTH + QueryCheck.LONGEST_QUESTION;

    private static final int INTERNET = 1;

    private final MemorySegment query;
    private final boolean refusalIsWell;

    public CheckQuery(DomainName name, RecordType type) {
        byte[] wire = name.wire();
        query = MemorySegment.ofArray(new byte[Header.LENGTH + wire.length + 4]);
        refusalIsWell = name.isRoot() && type.equals(RecordType.NS);
        Header.writeQuery(query, 0, 0);
        MemorySegment.copy(wire, 0, query, ValueLayout.JAVA_BYTE, Header.LENGTH, wire.length);
        query.set(Header.SHORT, query.byteSize() - 4, (short) type.code());
        query.set(Header.SHORT, query.byteSize() - 2, (short) INTERNET);
    }

    /**
     * Writes the query.
     *
     * @param id its ID, 0 to 65535
     * @param to memory with room for {@value #LONGEST} bytes
     * @param offset where it starts
     * @return its length, in bytes
     */
    public int write(int id, MemorySegment to, long offset) {
        MemorySegment.copy(query, 0, to, offset, query.byteSize());
        Header.id(to, offset, id);
        return length();
    }

    private int length() {
        return (int) query.byteSize();
    }

    /**
     * Whether a message is the answer to the query with this ID. If not, it may be late or forged, and says nothing of the
     * server.
     *
     * @param message memory with what came from the server
     * @param offset where it starts
     * @param length how long it is, in bytes, 0 or more
     */
    public boolean isAnsweredBy(int id, MemorySegment message, long offset, int length) {
        return length >= Header.LENGTH
                && Header.id(message, offset) == id
                && AnswerCheck.isAnswer(query, 0, length() - Header.LENGTH, message, offset, length);
    }

    /**
     * What is wrong with the server, going by its answer. It is well if it knows the name, or knows that there is none.
     * REFUSED and NOTIMP are an answer only to the question that every server is asked unless the operator chose one, for
     * the root's name servers: a server of zones is right to refuse that, and is alive. If it refuses what the operator
     * chose, it has lost what it should serve.
     *
     * @param answer memory with an answer to this query
     * @param offset where it starts
     * @return the reason in an operator's words, such as {@code answers SERVFAIL}; or null if it is well
     */
    public @Nullable String fault(MemorySegment answer, long offset) {
        int rcode = Header.rcode(answer, offset);
        boolean well = switch (rcode) {
            case Rcode.NOERROR, Rcode.NXDOMAIN -> true;
            case Rcode.REFUSED, Rcode.NOTIMP -> refusalIsWell;
            default -> false;
        };
        return well ? null : "answers " + Rcode.name(rcode);
    }
}

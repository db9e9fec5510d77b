package org.penlb.dnsfront;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.IpAddress;
import org.penlb.dns.ErrorReply;
import org.penlb.dns.Header;
import org.penlb.relay.IntrusiveList;
import org.penlb.relay.Peer;

/** A client's query until it is answered or given up. Used again and again, so that a query allocates nothing. */
final class Query {
    /** Queries are short; what is longer gets room when it comes. */
    private static final int ROOM = 256;
    /** What DNS without EDNS allows is enough for an answer that says no. */
    private static final int LONGEST_REFUSAL = 512;

    /** How many bytes of a question come behind its name. */
    private static final int TYPE_AND_CLASS = 4;

    final Peer client = new Peer();
    IpAddress address = IpAddress.UNIX;
    /** The transaction ID that the client chose. */
    int id;
    /** How many bytes its question has. */
    int questionLength;

    /** Servers that were asked, a bit for each index below 64. */
    long tried;
    /** Servers that did not answer it, nor anything else since, a bit for each index below 64. */
    long missedBy;
    /** Whether the emergency or abuse server was asked: whom it serves has no other. */
    private boolean triedLast;
    /** The index of the server beyond those 64 that was asked last, or -1. */
    private int triedBeyond = -1;
    /** How many servers were asked. */
    int asked;
    /** Of those, how many may still answer. */
    int open;

    /** The server that was asked last, and when. */
    @Nullable
    Server askedLast;

    long askedAt;
    /** When the client asked. */
    long cameAt;

    boolean answered;
    /** Whether one server may get it, and only once: it is not merely a question. */
    boolean once;
    /** With whom it may share a connection. */
    Company company = Company.ANY;
    /** Whom to give the answer to; null while it is nobody's query. */
    @Nullable
    Replier replier;
    /** Nobody has got it whom it was meant for last. */
    private boolean unsent;

    /** Its place among those for which there is no server now. */
    final IntrusiveList.Link<Query> stranded = new IntrusiveList.Link<>(this);

    private byte[] bytes = new byte[ROOM];
    private MemorySegment message = MemorySegment.ofArray(bytes);
    private int length;
    private byte @Nullable [] refusal;

    /** Takes over what a client asked. */
    void take(MessageView asked) {
        length = asked.length();
        if (length > bytes.length) {
            bytes = new byte[ROOM + extraBytes(length)];
            message = MemorySegment.ofArray(bytes);
        }
        asked.copyTo(bytes);
        Peer from = asked.peer();
        if (from != null) {
            client.copy(from);
        }
        id = asked.id();
        forgetTried();
        missedBy = 0;
        this.asked = 0;
        open = 0;
        answered = false;
        company = Company.ANY;
        unsent = false;
        refusal = null;
    }

    /** A server was asked. */
    void askedOf(Server server, long now) {
        askedLast = server;
        askedAt = now;
        unsent = false;
        open++;
        asked++;
        if (server.role() != Server.Role.REGULAR) {
            triedLast = true;
        } else if (server.index() < Long.SIZE) {
            tried |= 1L << server.index();
        } else {
            triedBeyond = server.index();
        }
    }

    /** The server that was to be asked last did not get it. */
    void wasNotSent() {
        asked--;
        unsent = true;
    }

    /** Whether the server that was to be asked last did not get it, so that it is not its work. */
    boolean isUnsent() {
        return unsent;
    }

    /** Whether the emergency or abuse server was asked already. */
    boolean hasTriedLast() {
        return triedLast;
    }

    /** Whether this server was asked already; of those beyond the 64th only the last one is known. */
    boolean hasTried(Server server) {
        if (server.role() != Server.Role.REGULAR) {
            return triedLast;
        }
        return server.index() < Long.SIZE ? (tried & 1L << server.index()) != 0 : triedBeyond == server.index();
    }

    /** All servers may be asked once more. */
    void forgetTried() {
        tried = 0;
        triedLast = false;
        triedBeyond = -1;
    }

    /** A number that stands for its question: the same for the same one. */
    int questionHash() {
        int hash = 0;
        for (int i = Header.LENGTH; i < Header.LENGTH + questionLength; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** How many bytes a query of this length takes beyond the room that each has. */
    static int extraBytes(int length) {
        return length <= ROOM ? 0 : (Integer.highestOneBit(length - 1) << 1) - ROOM;
    }

    /** The query as the client sent it, or with another ID. */
    byte[] bytes() {
        return bytes;
    }

    /** The same bytes, to be compared with an answer. */
    MemorySegment message() {
        return message;
    }

    int length() {
        return length;
    }

    /** Keeps an answer that is not what the client hopes for, in case no better one comes; of a long one what it says. */
    void refusedWith(MessageView answer) {
        if (answer.length() <= LONGEST_REFUSAL) {
            refusal = new byte[answer.length()];
            answer.copyTo(refusal);
        } else {
            refusal = new byte[Header.LENGTH + questionLength];
            MemorySegment summary = MemorySegment.ofArray(refusal);
            ErrorReply.write(message, 0, questionLength, answer.rcode(), summary, 0);
        }
        Header.id(MemorySegment.ofArray(refusal), 0, id);
    }

    /** The answer that was kept, or null. */
    byte @Nullable [] refusal() {
        return refusal;
    }

    /** Whether the name that it asks for has capital letters. */
    boolean hasCapitals() {
        for (int i = Header.LENGTH; i < Header.LENGTH + questionLength - TYPE_AND_CLASS; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') { // lengths of labels are below
                return true;
            }
        }
        return false;
    }

    /** Whether it grew too large to be kept for the next client. */
    boolean isBulky() {
        return bytes.length > ROOM;
    }
}

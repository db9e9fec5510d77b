package org.penlb.dns;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.penlb.dns.QueryCheck.Verdict;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The same decisions made the long way round, by dnsjava's parser. */
final class Reference {
    /** A question on the wire. */
    private record Question(Name name, int type, int qclass, int length) {}

    private static final int HEADER = 12;

    private Reference() {}

    private static @Nullable Header header(byte[] message) {
        try {
            return new Header(message);
        } catch (IOException _) {
            return null;
        }
    }

    private static @Nullable Question question(byte[] message) {
        try {
            var input = new DNSInput(message);
            input.jump(HEADER);
            var name = new Name(input);
            var question = new Question(name, input.readU16(), input.readU16(), name.length() + 4);
            boolean compressed = input.current() != HEADER + question.length();
            return compressed ? null : question;
        } catch (IOException | IllegalArgumentException _) {
            return null;
        }
    }

    static Verdict verdict(byte[] message) {
        Header header = header(message);
        if (header == null || header.getFlag(Flags.QR)) {
            return Verdict.DROP;
        }
        Question question = question(message);
        int opcode = header.getOpcode();
        boolean known = opcode == Opcode.QUERY || opcode == Opcode.NOTIFY || opcode == Opcode.UPDATE;
        if (header.getCount(Section.QUESTION) == 0 && !known) {
            return Verdict.NOTIMP;
        }
        if (header.getCount(Section.QUESTION) != 1 || question == null) {
            return Verdict.FORMERR;
        }
        int answers = header.getCount(Section.ANSWER);
        int authorities = header.getCount(Section.AUTHORITY);
        int records = answers + authorities + header.getCount(Section.ADDITIONAL);
        boolean transfer = question.type() == Type.IXFR && authorities == 1;
        boolean bare = answers == 0 && (authorities == 0 || transfer);
        boolean fits = message.length - HEADER - question.length() >= 11 * records;
        if (!fits || (!bare && opcode == Opcode.QUERY)) {
            return Verdict.FORMERR;
        }
        return opcode == Opcode.DSO ? Verdict.NOTIMP : Verdict.FORWARD;
    }

    /** The length of the question of a sound query, in bytes. */
    static int questionLength(byte[] message) {
        Question question = question(message);
        return question == null ? 0 : question.length();
    }

    static boolean isAnswer(byte[] query, byte[] message) {
        Header asked = header(query);
        Header header = header(message);
        if (asked == null || header == null || !header.getFlag(Flags.QR) || header.getOpcode() != asked.getOpcode()) {
            return false;
        }
        return switch (header.getCount(Section.QUESTION)) {
            case 0 ->
                asked.getOpcode() == Opcode.UPDATE
                        || switch (header.getRcode()) {
                            case Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NOTIMP, Rcode.REFUSED -> true;
                            default -> false;
                        };
            case 1 -> {
                Question wanted = question(query);
                yield wanted != null && wanted.equals(question(message)); // names regardless of case
            }
            default -> false;
        };
    }
}

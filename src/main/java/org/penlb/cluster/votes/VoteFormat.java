package org.penlb.cluster.votes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Vote;
import org.penlb.health.ProbeResult;

/**
 * Messages as bytes: the format's number, what it is, then its fields in order, numbers with the highest byte first, texts as
 * UTF-8 after their length in two bytes. Whatever is longer or otherwise than it may be is refused as a whole, and so is what
 * follows.
 */
final class VoteFormat {
    static final Duration LONGEST_TIME = Duration.ofDays(36_500);
    /** A name of a host has 253 characters at most, a path of a Unix socket 107 bytes. */
    static final int LONGEST_NAME = 300;

    static final int LONGEST_REASON = 400;
    /** So many instances a farm may have. */
    static final int MOST_VOTES = 256;

    private static final int FORMAT = 1;
    private static final int QUESTION = 1;
    private static final int ANSWER = 2;
    private static final int EJECTED = 3;

    private static final int REACHABLE = 1;
    private static final int UNREACHABLE = 2;
    private static final int UNKNOWN = 3;

    /** It is not what it should be. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why);
        }
    }

    private VoteFormat() {}

    /** Whether this can be told at all. */
    static boolean canTell(Suspect suspect) {
        return isName(suspect.service()) && isName(suspect.server());
    }

    private static boolean isName(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME && isOneLine(text);
    }

    private static boolean isOneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    /** A reason as it can be told: one line, and not too long. */
    static String reason(String text) {
        String line = text.codePoints()
                .map(c -> Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                        ? ' '
                        : c)
                .limit(LONGEST_REASON / 4) // of at most four bytes each
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.strip();
    }

    static byte[] encode(VoteMessage message) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            switch (message) {
                case VoteMessage.Question(long ballot, Suspect suspect, String reason) -> {
                    out.writeByte(QUESTION);
                    out.writeLong(ballot);
                    write(out, suspect);
                    write(out, reason, LONGEST_REASON);
                }
                case VoteMessage.Answer(long ballot, ProbeResult finding) -> {
                    out.writeByte(ANSWER);
                    out.writeLong(ballot);
                    write(out, finding);
                }
                case VoteMessage.Ejected(VotedEjection ejection) -> {
                    out.writeByte(EJECTED);
                    write(out, ejection);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no errors of its own
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Suspect suspect) throws IOException {
        write(out, suspect.service(), LONGEST_NAME);
        write(out, suspect.server(), LONGEST_NAME);
    }

    private static void write(DataOutputStream out, String text, int longest) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > longest) {
            throw new Refused("a text of " + bytes.length + " bytes (expected: at most " + longest + ")");
        }
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static void write(DataOutputStream out, ProbeResult finding) throws IOException {
        switch (finding) {
            case ProbeResult.Plain.GOOD -> out.writeByte(REACHABLE);
            case ProbeResult.Plain.NOT_ASKED -> out.writeByte(UNKNOWN);
            case ProbeResult.Bad(String reason) -> {
                out.writeByte(UNREACHABLE);
                write(out, reason, LONGEST_REASON);
            }
        }
    }

    private static void write(DataOutputStream out, VotedEjection ejection) throws IOException {
        write(out, ejection.suspect());
        write(out, ejection.reason(), LONGEST_REASON);
        out.writeLong(ejection.beganMillis());
        out.writeLong(ejection.leftAlone().toMillis());
        out.writeShort(ejection.votes().size());
        for (Vote vote : ejection.votes()) {
            write(out, vote.instance(), LONGEST_NAME);
            write(out, Findings.of(vote));
        }
    }

    /** What the bytes say; null if they are refused. */
    static @Nullable VoteMessage decode(byte[] body) {
        try (var in = new DataInputStream(new ByteArrayInputStream(body))) {
            VoteMessage message = in.readUnsignedByte() == FORMAT ? read(in) : null;
            return in.read() < 0 ? message : null;
        } catch (IOException | IllegalArgumentException _) {
            return null; // cut short, or not what it should be
        }
    }

    private static VoteMessage read(DataInputStream in) throws IOException {
        return switch (in.readUnsignedByte()) {
            case QUESTION -> new VoteMessage.Question(in.readLong(), readSuspect(in), readText(in, LONGEST_REASON));
            case ANSWER -> new VoteMessage.Answer(in.readLong(), readFinding(in));
            case EJECTED -> new VoteMessage.Ejected(readEjection(in));
            default -> throw new Refused("no such message");
        };
    }

    private static Suspect readSuspect(DataInputStream in) throws IOException {
        return new Suspect(readText(in, LONGEST_NAME), readText(in, LONGEST_NAME));
    }

    private static String readText(DataInputStream in, int longest) throws IOException {
        int length = in.readUnsignedShort();
        if (length > longest) {
            throw new Refused("too long a text");
        }
        var bytes = new byte[length];
        in.readFully(bytes);
        String text = decoded(bytes);
        if (!isOneLine(text)) {
            throw new Refused("more than one line");
        }
        return text;
    }

    private static String decoded(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static ProbeResult readFinding(DataInputStream in) throws IOException {
        return switch (in.readUnsignedByte()) {
            case REACHABLE -> ProbeResult.Plain.GOOD;
            case UNKNOWN -> ProbeResult.Plain.NOT_ASKED;
            case UNREACHABLE -> new ProbeResult.Bad(readText(in, LONGEST_REASON));
            default -> throw new Refused("no such opinion");
        };
    }

    private static VotedEjection readEjection(DataInputStream in) throws IOException {
        Suspect suspect = readSuspect(in);
        String reason = readText(in, LONGEST_REASON);
        long began = in.readLong();
        long leftAlone = in.readLong();
        int count = in.readUnsignedShort();
        if (began < 0 || leftAlone < 0 || count > MOST_VOTES) {
            throw new Refused("a number out of bounds");
        }
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            votes.add(Findings.vote(readText(in, LONGEST_NAME), readFinding(in)));
        }
        return new VotedEjection(suspect, reason, began, Duration.ofMillis(leftAlone), votes);
    }
}

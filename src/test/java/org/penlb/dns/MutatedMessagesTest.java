package org.penlb.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.DomainName;
import org.penlb.config.RecordType;
import org.penlb.dns.QueryCheck.Verdict;

/**
 * Whatever comes from either side: every decision is the one that dnsjava's parser leads to, nothing is thrown, and no byte
 * is read but the message's own.
 */
class MutatedMessagesTest {
    private static final int SHORT_RUN = 100_000;
    private static final int LONG_RUN = 60_000_000;
    private static final int MARGIN = 9;

    private final Corpus corpus;
    private final QueryCheck check = new QueryCheck();
    private final CheckQuery health = new CheckQuery(DomainName.parse("name", "com"), RecordType.parse("type", "A"));
    private int answers;
    private int healthAnswers;

    MutatedMessagesTest() throws IOException {
        corpus = new Corpus();
    }

    @Test
    void well_formed_queries_go_on_and_responses_do_not() {
        assertThat(corpus.queries()).hasSizeGreaterThan(150).allSatisfy(query -> {
            assertThat(check.judge(MemorySegment.ofArray(query), 0, query.length))
                    .isEqualTo(Verdict.FORWARD);
            assertThat(check.questionLength()).isEqualTo(Reference.questionLength(query));
        });
        assertThat(corpus.responses())
                .allSatisfy(response -> assertThat(check.judge(MemorySegment.ofArray(response), 0, response.length))
                        .isEqualTo(Verdict.DROP));
    }

    @Test
    void damaged_messages_are_judged_as_dnsjava_would() {
        judge(new Random(1), SHORT_RUN);
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void so_are_very_many() {
        Assumptions.assumeTrue(Boolean.getBoolean("pen.long"), "long: a soak of several minutes");
        long seed = System.nanoTime();
        try {
            judge(new Random(seed), LONG_RUN);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void judge(Random random, int messages) {
        var seen = new EnumMap<Verdict, Integer>(Verdict.class);
        var fromClients = new Mutator(random, corpus.queries());
        var fromServers = new Mutator(random, corpus.responses());
        List<byte[]> stream = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            byte[] message = random.nextInt(4) > 0 ? fromClients.next() : fromServers.next();
            Verdict verdict = judged(message, random);
            seen.merge(verdict, 1, Integer::sum);
            if (verdict == Verdict.FORMERR || verdict == Verdict.NOTIMP) {
                answeredWithError(message);
            }
            byte[] query = corpus.queries().get(random.nextInt(corpus.queries().size()));
            compareAsAnswer(query, random.nextBoolean() ? fromServers.next() : answerTo(query, random));
            if (verdict == Verdict.FORWARD || random.nextInt(20) == 0) {
                stream.add(message);
            }
            if (stream.size() == 20) {
                streamed(stream, random);
                stream.clear();
            }
        }
        // None of the ways was left out.
        assertThat(seen).hasSize(4).allSatisfy((_, count) -> assertThat(count).isGreaterThan(messages / 400));
        assertThat(answers).isGreaterThan(messages / 50);
        assertThat(healthAnswers).isPositive();
    }

    /** Reading on either side of the message would throw, or be misled by the junk that is there. */
    private Verdict judged(byte[] message, Random random) {
        Verdict expected = Reference.verdict(message);
        var inJunk = new byte[MARGIN + message.length + MARGIN];
        random.nextBytes(inJunk);
        System.arraycopy(message, 0, inJunk, MARGIN, message.length);
        Verdict amongJunk = check.judge(MemorySegment.ofArray(inJunk), MARGIN, message.length);
        Verdict alone = check.judge(MemorySegment.ofArray(message), 0, message.length);
        expect(alone == expected && amongJunk == expected, message, alone + ", " + amongJunk + ", not " + expected);
        int length = expected == Verdict.FORWARD ? Reference.questionLength(message) : 0;
        expect(check.questionLength() == length, message, "question of " + check.questionLength() + ", not " + length);
        return expected;
    }

    private void answeredWithError(byte[] message) {
        byte[] answer = message.clone();
        MemorySegment memory = MemorySegment.ofArray(answer);
        int length = ErrorReply.inPlace(memory, 0, 0, Rcode.FORMERR);
        byte[] header = Arrays.copyOf(message, Header.LENGTH);
        header[2] = (byte) (0x80 | (message[2] & 0x79));
        header[3] = Rcode.FORMERR;
        Arrays.fill(header, 4, Header.LENGTH, (byte) 0);
        expect(Arrays.equals(answer, 0, length, header, 0, Header.LENGTH), message, "answered otherwise");
        expect(check.judge(memory, 0, length) == Verdict.DROP, message, "the answer is answered");
    }

    /** The query as its own answer, in a case of its own, now and then damaged. */
    private byte[] answerTo(byte[] query, Random random) {
        byte[] answer = query.clone();
        answer[2] |= (byte) 0x80;
        for (int i = Header.LENGTH; i < answer.length; i++) {
            if (Character.isLetter(answer[i]) && random.nextInt(8) == 0) {
                answer[i] ^= 0x20;
            }
        }
        return random.nextBoolean() ? answer : new Mutator(random, List.of(answer)).next();
    }

    private void compareAsAnswer(byte[] query, byte[] message) {
        MemorySegment memory = MemorySegment.ofArray(message);
        boolean expected = Reference.isAnswer(query, message);
        boolean is = AnswerCheck.isAnswer(
                MemorySegment.ofArray(query), 0, Reference.questionLength(query), memory, 0, message.length);
        expect(is == expected, message, "an answer to " + HexFormat.of().formatHex(query) + ": " + is);
        answers += is ? 1 : 0;
        int id = message.length < Header.LENGTH ? 0 : Header.id(memory, 0);
        if (health.isAnsweredBy(id, memory, 0, message.length)) {
            healthAnswers++;
            String fault = health.fault(memory, 0);
            int rcode = message[3] & 0xf;
            expect((fault == null) == (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN), message, "well: " + fault);
        }
    }

    private static void streamed(List<byte[]> messages, Random random) {
        var sent = new ByteArrayOutputStream();
        var expected = new ByteArrayOutputStream();
        boolean sound = true;
        for (byte[] message : messages) {
            byte[] framed = ByteBuffer.allocate(2 + message.length)
                    .putShort((short) message.length)
                    .put(message)
                    .array();
            sent.writeBytes(framed);
            sound &= Reference.verdict(message) == Verdict.FORWARD;
            expected.writeBytes(sound ? framed : new byte[0]);
        }
        byte[] stream = sent.toByteArray();
        var queries = new StreamMessages();
        var check = new QueryCheck();
        var passed = new ByteArrayOutputStream();
        int most = 1 + random.nextInt(1000);
        boolean goesOn = true;
        for (int at = 0, end; at < stream.length; at = end) {
            end = Math.min(stream.length, at + 1 + random.nextInt(most));
            goesOn = goesOn
                    && queries.take(ByteBuffer.wrap(stream, at, end - at), (memory, offset, length) -> {
                        if (check.judge(memory, offset, length) != Verdict.FORWARD) {
                            return false;
                        }
                        passed.writeBytes(memory.asSlice(offset - 2, length + 2).toArray(ValueLayout.JAVA_BYTE));
                        return true;
                    });
        }
        expect(goesOn == sound && Arrays.equals(passed.toByteArray(), expected.toByteArray()), stream, "streamed");
    }

    private static void expect(boolean condition, byte[] message, String what) {
        if (!condition) {
            throw new AssertionError(what + ": " + HexFormat.of().formatHex(message));
        }
    }
}

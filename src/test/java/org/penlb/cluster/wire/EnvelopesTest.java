package org.penlb.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.wire.Refused.Reason;
import org.penlb.config.cluster.SharedSecret;

/** What comes in is taken once, if an instance sent it that knows the secret, and lately. */
class EnvelopesTest {
    private static final long START = 1_795_000_000_000L;
    private static final long ONE = 1;
    private static final long TWO = 2;
    /** Where the number of the sender is, of whom it is for, and of its clock's time. */
    private static final int FROM = 6;

    private static final int TO = FROM + Long.BYTES;
    private static final int TIME = TO + 2 * Long.BYTES;
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    private final Seal seal = new Seal("pen", new SharedSecret("what-all-of-us-know"));
    private long wall = START;
    private long oneAhead;
    private final Envelopes one =
            new Envelopes(ONE, seal, new HybridClock(() -> wall + oneAhead, Duration.ofMinutes(1), 1));
    private final HybridClock clock = new HybridClock(() -> wall, Duration.ofMinutes(1), 2);
    private final Envelopes two = new Envelopes(TWO, seal, clock);

    private byte[] toTwo() {
        return one.seal(MessageType.ORDERS, TWO, HELLO);
    }

    private void pass(Duration time) {
        wall += time.toMillis();
    }

    private Refused refused(byte[] envelope) {
        return catchThrowableOfType(Refused.class, () -> two.open(envelope));
    }

    private void assertRefused(byte[] envelope, Reason reason) {
        assertThat(refused(envelope)).isNotNull().extracting(Refused::reason).isEqualTo(reason);
    }

    private void assertTaken(byte[] envelope) {
        assertThat(refused(envelope)).isNull();
    }

    /** Changes what an envelope says, and signs it again, as one could who knows the secret. */
    private byte[] forged(byte[] envelope, int at, long value) {
        ByteBuffer.wrap(envelope).putLong(at, value);
        seal.sign(envelope, envelope.length - Seal.LENGTH);
        return envelope;
    }

    @Test
    void a_message_comes_out_as_it_went_in() throws Refused, IOException {
        Message message = two.open(toTwo());
        assertThat(message.type()).isEqualTo(MessageType.ORDERS);
        assertThat(message.from()).isEqualTo(ONE);
        assertThat(HybridClock.millis(message.time())).isEqualTo(START);
        assertThat(message.body().readAllBytes()).isEqualTo(HELLO);
        assertThat(two.open(one.seal(MessageType.BEAT, Envelopes.ANYBODY, new byte[0]))
                        .body()
                        .read())
                .isNegative();
    }

    @Test
    void what_comes_in_moves_the_clock() throws Refused {
        oneAhead = 30_000;
        Message message = two.open(toTwo());
        assertThat(clock.next()).isGreaterThan(message.time());
    }

    @Test
    void a_bit_that_is_turned_anywhere_is_found_and_leaves_the_true_one_good() {
        byte[] envelope = toTwo();
        for (int bit = 0; bit < envelope.length * Byte.SIZE; bit++) {
            int at = bit / Byte.SIZE;
            byte[] changed = envelope.clone();
            changed[at] ^= (byte) (1 << bit % Byte.SIZE);
            boolean isOfSecret = at >= 2 && at < FROM;
            assertRefused(changed, at == 0 ? Reason.MALFORMED : isOfSecret ? Reason.OTHER_SECRET : Reason.FORGED);
        }
        assertTaken(envelope);
    }

    @Test
    void what_is_cut_or_longer_is_refused() {
        byte[] envelope = toTwo();
        for (int length = 0; length < envelope.length; length++) {
            assertThat(refused(Arrays.copyOf(envelope, length))).isNotNull();
        }
        assertRefused(new byte[0], Reason.MALFORMED);
        assertRefused(Arrays.copyOf(envelope, envelope.length + 1), Reason.FORGED);
        assertTaken(envelope);
    }

    @Test
    void another_secret_and_another_cluster_are_not_ours() {
        for (Seal other : new Seal[] {
            new Seal("pen", new SharedSecret("what-some-others-know")),
            new Seal("other", new SharedSecret("what-all-of-us-know")),
            new Seal("pen", null)
        }) {
            assertRefused(new Envelopes(ONE, other, clock).seal(MessageType.BEAT, TWO, HELLO), Reason.OTHER_SECRET);
        }
    }

    @Test
    void a_type_that_is_not_known_and_a_sender_without_a_number_are_malformed() {
        byte[] unknown = toTwo();
        unknown[1] = 99;
        seal.sign(unknown, unknown.length - Seal.LENGTH);
        assertRefused(unknown, Reason.MALFORMED);
        assertRefused(forged(toTwo(), FROM, Envelopes.ANYBODY), Reason.MALFORMED);
    }

    @Test
    void what_is_for_another_instance_or_comes_back_is_not_for_us() {
        assertRefused(one.seal(MessageType.BEAT, 3, HELLO), Reason.NOT_FOR_US);
        assertRefused(two.seal(MessageType.BEAT, Envelopes.ANYBODY, HELLO), Reason.NOT_FOR_US);
        assertRefused(two.seal(MessageType.BEAT, TWO, HELLO), Reason.NOT_FOR_US);
    }

    @Test
    void a_message_is_taken_once_and_none_that_was_sent_before_it() {
        byte[] first = toTwo();
        byte[] second = one.seal(MessageType.BEAT, Envelopes.ANYBODY, HELLO);
        byte[] third = toTwo();
        assertTaken(second);
        assertRefused(second, Reason.REPLAYED);
        assertRefused(first, Reason.REPLAYED);
        assertTaken(third);
        pass(Duration.ofHours(1));
        assertRefused(third, Reason.REPLAYED);
        assertRefused(second, Reason.REPLAYED);
    }

    @Test
    void one_instance_says_nothing_of_the_order_of_another() {
        var three = new Envelopes(3, seal, clock);
        toTwo();
        byte[] ofOne = toTwo();
        assertTaken(ofOne);
        assertTaken(three.seal(MessageType.ORDERS, TWO, HELLO));
    }

    @Test
    void what_is_old_is_not_taken_from_one_who_was_never_heard() {
        byte[] envelope = toTwo();
        byte[] later = toTwo();
        pass(Duration.ofSeconds(61));
        Refused refused = refused(envelope);
        assertThat(refused.reason()).isEqualTo(Reason.OLD);
        assertThat(refused.aheadMillis()).isEqualTo(-61_000);
        pass(Duration.ofSeconds(-1));
        assertTaken(later);
    }

    @Test
    void what_waited_long_is_taken_from_one_who_is_heard_unless_it_was_for_anybody() {
        assertTaken(toTwo());
        byte[] anybody = one.seal(MessageType.BEAT, Envelopes.ANYBODY, HELLO);
        byte[] envelope = toTwo();
        pass(Duration.ofMinutes(3));
        assertRefused(anybody, Reason.OLD);
        assertTaken(envelope);
    }

    @Test
    void a_clock_that_is_too_far_ahead_is_refused_and_moves_nothing() {
        oneAhead = 60_001;
        byte[] ahead = toTwo();
        Refused refused = refused(ahead);
        assertThat(refused.reason()).isEqualTo(Reason.CLOCK_AHEAD);
        assertThat(refused.aheadMillis()).isEqualTo(60_001);
        assertThat(refused.from()).isEqualTo(ONE);
        assertThat(clock.ageMillis(clock.next())).isZero();
        pass(Duration.ofMillis(1));
        assertTaken(ahead);
    }

    @Test
    void a_time_that_is_none_is_ahead_of_all_clocks() {
        assertRefused(forged(toTwo(), TIME, -1), Reason.CLOCK_AHEAD);
    }

    @Test
    void more_senders_than_it_can_hold_are_refused_until_some_are_forgotten() {
        int most = 4096;
        for (int i = 0; i < most; i++) {
            assertTaken(new Envelopes(100 + i, seal, clock).seal(MessageType.BEAT, TWO, HELLO));
        }
        byte[] onceMore = toTwo();
        assertRefused(onceMore, Reason.TOO_MANY);
        two.forget(100);
        pass(Duration.ofSeconds(61));
        assertTaken(toTwo());
        assertRefused(new Envelopes(99, seal, clock).seal(MessageType.BEAT, TWO, HELLO), Reason.TOO_MANY);
    }

    @Test
    void what_somebody_sent_who_left_is_not_taken_again() {
        byte[] said = toTwo();
        byte[] leaving = one.seal(MessageType.LEAVING, TWO, new byte[0]);
        assertTaken(said);
        assertTaken(leaving);
        two.forget(ONE);
        pass(Duration.ofSeconds(30));
        assertRefused(said, Reason.REPLAYED);
        pass(Duration.ofSeconds(31));
        assertRefused(said, Reason.OLD);
    }

    @Test
    void one_who_left_comes_again() {
        assertTaken(toTwo());
        two.forget(ONE);
        assertTaken(toTwo());
    }
}

package org.penlb.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Refused.Reason;

/** Messages that are not taken: all are counted, and some are told of. */
@ResourceLock("org.penlb.cluster.Refusals")
class RefusalsTest {
    private static final String BEGIN = "WARNING cluster: what another instance tells is refused: ";

    private final Logger logger = Logger.getLogger(Refusals.class.getName());
    private final List<String> told = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(entry.getLevel() + " " + new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    private final Refusals refusals = new Refusals();
    private long now = Long.MAX_VALUE - 1; // it overflows

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(listener);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(listener);
        logger.setUseParentHandlers(true);
    }

    private void refuse(Reason reason) {
        refusals.refused(new Refused(reason), now);
    }

    @Test
    void each_reason_is_counted_and_told_of_once_a_minute() {
        refuse(Reason.FORGED);
        refuse(Reason.FORGED);
        refuse(Reason.MALFORMED);
        assertThat(told).hasSize(2);
        now += Duration.ofSeconds(60).toNanos() - 1;
        refuse(Reason.FORGED);
        assertThat(told).hasSize(2);
        now++;
        refuse(Reason.FORGED);
        assertThat(told).hasSize(3);
        assertThat(refusals.counts()).isEqualTo(Map.of(Reason.FORGED, 4L, Reason.MALFORMED, 1L));
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLAYED", "NOT_FOR_US"})
    void what_is_nobodys_fault_is_counted_and_not_told_of(Reason reason) {
        refuse(reason);
        assertThat(told).isEmpty();
        assertThat(refusals.counts()).isEqualTo(Map.of(reason, 1L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MALFORMED    | 0      | it cannot be read (expected: instances of one release)
            OTHER_SECRET | 0      | it is signed with another secret (expected: the same "secretFile" everywhere)
            FORGED       | 0      | its signature is wrong
            OLD          | -75300 | its clock is 75 s behind the clock here (expected: the same time everywhere)
            CLOCK_AHEAD  | 61000  | its clock is 61 s ahead of the clock here (expected: the same time everywhere)
            TOO_MANY     | 0      | there are too many instances
            """)
    void an_operator_is_told_what_is_wrong(Reason reason, long aheadMillis, String words) {
        refusals.refused(new Refused(reason, 1, aheadMillis), now);
        assertThat(told).containsExactly(BEGIN + words);
    }
}

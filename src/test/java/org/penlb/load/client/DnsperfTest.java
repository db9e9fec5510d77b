package org.penlb.load.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.penlb.load.process.Failure;

class DnsperfTest {
    private static final String STATISTICS = """
            Statistics:

              Queries sent:         105642
              Queries completed:    105479 (99.85%)
              Queries lost:         163 (0.15%)

              Response codes:       NOERROR 105400 (99.93%), SERVFAIL 79 (0.07%)
              Average packet size:  request 37, response 86
              Run time (s):         1.002880
              Queries per second:   105176.197727
            """;

    @Test
    void queries_are_answered_lost_or_answered_wrongly() {
        Work work = Dnsperf.parse(STATISTICS);
        assertThat(work.done()).isEqualTo(105_479);
        assertThat(work.lost()).isEqualTo(163);
        assertThat(work.wrong()).isEqualTo(79);
        assertThat(work.rate()).isCloseTo(105_176.1, Offset.offset(0.1));
        assertThat(work.latencies().isEmpty()).isTrue();
    }

    @Test
    void without_an_answer_that_says_NOERROR_all_are_wrong() {
        Work work = Dnsperf.parse(STATISTICS.replace("NOERROR 105400 (99.93%), ", ""));
        assertThat(work.wrong()).isEqualTo(105_479);
    }

    @Test
    void verbose_lines_tell_latencies_but_of_those_that_were_lost() {
        Work work = Dnsperf.parse("""
                [Status] Sending queries (to 127.0.0.1:18851)
                > NOERROR host0.example.test A 0.000331
                > T host9.example.test A
                [Timeout] Query timed out: msg id 9
                > NOERROR host1.example.test A 0.000046
                """ + STATISTICS);
        assertThat(work.latencies().percentile(1)).isCloseTo(331, Offset.offset(1e-6));
        assertThat(work.latencies().percentile(0.5)).isCloseTo(46, Offset.offset(1e-6));
    }

    @Test
    void anything_else_is_shown() {
        assertThatThrownBy(() -> Dnsperf.parse("Error: nobody there"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("dnsperf says: Error: nobody there");
    }
}

package org.penlb.load.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.penlb.load.process.Failure;

class WrkTest {
    private static final String GOOD = """
            Running 1s test @ http://127.0.0.1:18801/
              1 threads and 8 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency   112.17us  166.80us   3.69ms   97.32%
                Req/Sec    62.45k     8.77k   78.23k    81.82%
              68255 requests in 1.10s, 10.35MB read
            Requests/sec:  62005.36
            Transfer/sec:      9.40MB
            """;

    @Test
    void the_rate_is_the_one_that_it_says() {
        Work work = Wrk.parse(GOOD);
        assertThat(work.done()).isEqualTo(68_255);
        assertThat(work.rate()).isCloseTo(62_005.36, Offset.offset(0.01));
        assertThat(work.lost()).isZero();
        assertThat(work.wrong()).isZero();
        assertThat(work.latencies().isEmpty()).isTrue();
    }

    @Test
    void errors_of_all_kinds_are_lost_answers_and_other_statuses_wrong_ones() {
        Work work = Wrk.parse(GOOD.replace("Requests/sec", """
                  Socket errors: connect 1, read 20, write 300, timeout 4000
                  Non-2xx or 3xx responses: 17
                Requests/sec"""));
        assertThat(work.lost()).isEqualTo(4321);
        assertThat(work.wrong()).isEqualTo(17);
    }

    @Test
    void nothing_answered_is_a_rate_of_zero() {
        Work work = Wrk.parse("  0 requests in 1.00s, 0.00B read\nRequests/sec:      0.00\n");
        assertThat(work.rate()).isZero();
    }

    @Test
    void anything_else_is_shown() {
        assertThatThrownBy(() -> Wrk.parse("unable to connect"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("wrk says: unable to connect");
    }
}

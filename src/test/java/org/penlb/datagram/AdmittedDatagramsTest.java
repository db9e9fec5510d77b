package org.penlb.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.penlb.testing.SoManyDatagrams;

/** A limit of datagrams per client. */
class AdmittedDatagramsTest extends SessionsCase {
    @Test
    void a_client_with_too_many_datagrams_is_not_heard_in_a_session_or_without_one() throws IOException {
        start(1);
        var policy = new SoManyDatagrams(2);
        service().admission(policy);
        send(1, "a");
        send(1, "b");
        send(1, "c");
        send(2, "d");
        assertThat(got()).extracting(Got::text).containsExactly("a", "b");
        assertThat(policy.asked()).containsOnlyKeys("127.0.0.1").containsValue(4);
        assertThat(service().clients().notAdmitted()).isEqualTo(2);
        assertThat(service().datagrams().totals().received()).isEqualTo(4);
        assertThat(service().datagrams().totals().refused()).isZero();
        assertThat(service().clients().refused()).isZero();
        assertThat(dropped()).isZero();
        assertThat(service().clients().accepted()).isEqualTo(1);
        expectNothingLeft();
    }

    @Test
    void an_answer_still_comes_for_what_was_admitted() throws IOException {
        start(1);
        service().admission(new SoManyDatagrams(1));
        send(1, "a");
        Got got = gotOne();
        send(1, "b");
        answer(got, "A");
        expectAnswer(1, "A");
    }
}

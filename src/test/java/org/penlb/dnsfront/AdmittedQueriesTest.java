package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.penlb.service.Service;
import org.penlb.testing.SoManyDatagrams;

/** A limit of queries per client. */
class AdmittedQueriesTest extends QueryPipelineCase {
    @Test
    void a_client_with_too_many_queries_gets_no_answer_to_the_rest() throws IOException {
        start(1);
        Service service = service();
        service.admission(new SoManyDatagrams(1));
        ask(7, "name");
        ask(8, "other");
        reply(askedOne(), 0);
        expectAnswer(7, "name", 0);
        assertThat(service.clients().notAdmitted()).isEqualTo(1);
        assertThat(service.datagrams().totals().received()).isEqualTo(2);
        assertThat(service.datagrams().totals().refused()).isZero();
        expectNothingLeft();
    }

    /** Or somebody could have us answer a victim, however few datagrams it is allowed. */
    @Test
    void nor_is_it_told_what_is_wrong_with_a_query() throws IOException {
        start(1);
        service().admission(new SoManyDatagrams(0));
        byte[] twoQuestions = query(7, "name");
        twoQuestions[5] = 2;
        network.listening().comesIn(twoQuestions, CLIENT);
        assertThat(answers()).isEmpty();
    }
}

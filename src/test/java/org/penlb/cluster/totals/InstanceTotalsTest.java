package org.penlb.cluster.totals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What an instance writes into the map reads back, and what it did not write is none. */
class InstanceTotalsTest {
    private static final ServiceSum WEB = new ServiceSum("web", 1, 2, 3, 4, 5, 6, 7, 8);

    @Provide
    static Arbitrary<InstanceTotals> totals() {
        Arbitrary<Long> number = Arbitraries.longs();
        Arbitrary<String> name = Arbitraries.strings().ofMaxLength(30);
        Arbitrary<ServiceSum> sums = Combinators.combine(name, number.list().ofSize(8))
                .as((service, n) -> new ServiceSum(
                        service, n.get(0), n.get(1), n.get(2), n.get(3), n.get(4), n.get(5), n.get(6), n.get(7)));
        return Combinators.combine(number, name, number, sums.list().ofMaxSize(5))
                .as(InstanceTotals::new);
    }

    @Property(tries = 200)
    void what_is_written_reads_back_and_nothing_that_is_cut_or_longer(@ForAll("totals") InstanceTotals totals) {
        byte[] bytes = totals.encode();
        assertThat(InstanceTotals.decode(bytes)).isEqualTo(totals);
        assertThat(InstanceTotals.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isNull();
        for (int length = 0; length < bytes.length; length += 1 + length / 16) {
            assertThat(InstanceTotals.decode(Arrays.copyOf(bytes, length))).isNull();
        }
    }

    @Example
    void of_more_services_than_may_be_nothing_is_taken() {
        List<ServiceSum> most = Collections.nCopies(InstanceTotals.MOST_SERVICES, WEB);
        var full = new InstanceTotals(1, "a", 1, most);
        assertThat(InstanceTotals.decode(full.encode())).isEqualTo(full);
        var more = new InstanceTotals(1, "a", 1, Collections.nCopies(InstanceTotals.MOST_SERVICES + 1, WEB));
        assertThat(InstanceTotals.decode(more.encode())).isNull();
    }
}

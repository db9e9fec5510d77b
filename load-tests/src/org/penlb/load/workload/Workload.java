package org.penlb.load.workload;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Something to measure all balancers with. */
public interface Workload {
    /** What it is called, such as {@code http-keepalive}. */
    String name();

    /** Why it cannot be measured here, in a sentence; empty if it can. */
    Optional<String> refusal();

    /** With how many event loops it is measured. */
    List<Integer> loops(Plan plan);

    /** Measures it. */
    void run(Bench bench, int loops);

    /** All of them, in the order in which they are measured. */
    static List<Workload> all() {
        return Stream.of(
                        HttpWorkload.all(),
                        List.<Workload>of(new IdleWorkload("idle", false)),
                        TlsWorkload.all(),
                        DnsWorkload.all(),
                        List.<Workload>of(new DnsLossWorkload(), new TrackedClientsWorkload()),
                        ServersWorkload.all(),
                        List.<Workload>of(new RecoveryWorkload(), new StartWorkload()))
                .flatMap(List::stream)
                .toList();
    }
}

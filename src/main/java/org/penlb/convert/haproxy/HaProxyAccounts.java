package org.penlb.convert.haproxy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.penlb.convert.Ledger;
import org.penlb.convert.Notes;

/** Accounts for every line of a configuration: what was to be carried over, and what was. */
final class HaProxyAccounts {
    private final List<Proxy> frontends;
    private final Map<String, Proxy> backends;
    private final Notes notes;
    private final Ledger ledger;
    /** All that frontends may send clients to. */
    private final Set<String> named;
    /** Whether one of them takes the name from an expression, so that it may be any. */
    private final boolean byExpression;

    HaProxyAccounts(List<Proxy> frontends, Map<String, Proxy> backends, Notes notes, Ledger ledger) {
        this.frontends = frontends;
        this.backends = backends;
        this.notes = notes;
        this.ledger = ledger;
        named = frontends.stream()
                .filter(front -> !front.isDisabled())
                .flatMap(Proxy::targets)
                .collect(Collectors.toSet());
        byExpression = named.stream().anyMatch(to -> to.contains("%"));
    }

    /** Notes a backend that clients are not sent to. */
    void noteUnused(Proxy back) {
        HaProxyLine head = back.head();
        String reason = "no frontend that is carried over sends clients to it";
        if (isNamed(back)) {
            notes.missing(head.place(), head.text(), reason);
        } else {
            notes.not(head.place(), head.text(), reason);
        }
    }

    /** Whether a frontend may send clients to a backend, as far as names tell. */
    private boolean isNamed(Proxy back) {
        return byExpression || named.contains(back.section().name());
    }

    /** Counts what clients would miss. */
    void count() {
        Stream.concat(frontends.stream(), backends.values().stream().filter(this::isNamed))
                .filter(proxy -> !proxy.isDisabled())
                .forEach(proxy -> {
                    boolean goesOn = proxy.section().lines().stream()
                            .anyMatch(line -> line.keyword().equals("default_backend"));
                    proxy.section().lines().stream()
                            .filter(line -> !(goesOn && line.keyword().equals("server"))) // nobody comes to it anyway
                            .forEach(line -> HaProxySection.countOf(line, ledger));
                });
    }

    /** Of a section that has its say each line is looked at; otherwise the line that begins it stands for all. */
    void settle(HaProxySection section) {
        boolean isGlobal = section.kind().equals("global");
        if (!isGlobal && !ledger.isCarried(section.head())) {
            ledger.settle(section.head(), notes, true, "nothing of it has its say in what is carried over");
            return;
        }
        for (HaProxyLine line : section.lines()) {
            ledger.settle(line, notes, true, "it has no effect on what is carried over");
        }
    }
}

package org.penlb.health;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.balance.ServerHealth;

/**
 * The health of what is at one address: what it answered in a row, and the question that waits for its answer. Several
 * servers of a service may have the same address.
 */
final class AddressCheck {
    private final BiConsumer<Server, Observation> observed;
    private List<Server> servers = List.of();
    private @Nullable Question question;
    private int good;
    private int bad;
    private boolean knownDown;

    /** What was asked last, until it is answered. */
    private static final class Question {
        private final long askedAt;

        private Probe.@Nullable Asking asking;

        Question(long askedAt) {
            this.askedAt = askedAt;
        }
    }

    AddressCheck(BiConsumer<Server, Observation> observed) {
        this.observed = observed;
    }

    /**
     * What was not answered since the last round counts as bad, unless clients were: a server that answers them is busy, or
     * this machine is. Then asks again.
     *
     * @param newServers all those at the address, one at least
     * @param now the balancer's clock
     */
    void round(List<Server> newServers, CheckRules rules, long now) {
        servers = newServers;
        Question missed = question;
        if (missed != null) {
            close();
            if (newServers.stream().noneMatch(server -> server.lastHeard().isAfter(missed.askedAt))) {
                bad("does not answer", rules);
            } else {
                bad = 0;
            }
        }
        var next = new Question(now);
        question = next;
        next.asking = rules.probe()
                .begin(newServers.getFirst().address(), rules.interval().toNanos(), result -> {
                    if (question == next) {
                        question = null;
                        answered(result, rules);
                    }
                });
    }

    private void answered(ProbeResult result, CheckRules rules) {
        switch (result) {
            case ProbeResult.Plain.GOOD -> good(rules);
            case ProbeResult.Bad(String reason) -> bad(reason, rules);
            case ProbeResult.Plain.NOT_ASKED -> {}
        }
    }

    private void good(CheckRules rules) {
        servers.forEach(server -> observed.accept(server, Observation.Plain.CHECK_WAS_GOOD));
        noticeDown();
        bad = 0;
        good++;
        if (good >= rules.rise()) {
            knownDown = false;
            for (Server server : servers) {
                if (server.health().verdict() != ServerHealth.Verdict.UP) {
                    observed.accept(server, Observation.Plain.FOUND_WELL);
                }
            }
        }
    }

    private void bad(String reason, CheckRules rules) {
        noticeDown();
        good = 0;
        bad++;
        if (bad >= rules.fall()) {
            knownDown = true;
            for (Server server : servers) {
                if (server.downReason() == null) {
                    observed.accept(server, new Observation.FoundDown(reason));
                }
            }
        }
    }

    /** Queries of clients may have shown that it is down; good answers count from then on. */
    private void noticeDown() {
        boolean down = servers.stream().anyMatch(server -> server.downReason() != null);
        if (down && !knownDown) {
            good = 0;
        }
        knownDown = down;
    }

    /** Gives up the question. */
    void close() {
        Question waiting = question;
        question = null;
        if (waiting != null && waiting.asking != null) {
            waiting.asking.cancel();
        }
    }
}

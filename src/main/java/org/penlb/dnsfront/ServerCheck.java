package org.penlb.dnsfront;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.config.DnsOptions.Check;
import org.penlb.dns.CheckQuery;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.Errno;

/**
 * The health of what is at one address: what it answered in a row, and the question that waits for its answer. Several
 * servers of a service may have the same address.
 */
final class ServerCheck implements DatagramReceiver {
    private final HealthChecker checker;
    private List<Server> servers = List.of();
    private @Nullable CheckQuery question;
    private @Nullable Check options;
    private @Nullable DatagramPort port;
    private final byte[] message = new byte[CheckQuery.LONGEST];
    private int id;
    private int good;
    private int bad;
    private boolean knownDown;

    ServerCheck(HealthChecker checker) {
        this.checker = checker;
    }

    /**
     * What was not answered since the last round counts as bad; then asks again, from another port.
     *
     * @param newServers all those at the address, one at least
     */
    void round(List<Server> newServers, CheckQuery newQuestion, Check newOptions, long now) {
        servers = newServers;
        question = newQuestion;
        options = newOptions;
        if (port != null) {
            bad("does not answer");
        }
        close();
        try {
            port = checker.connect(newServers.getFirst(), this);
        } catch (IOException e) {
            if (Errno.isUnreachable(e)) {
                bad(Errno.reason(e));
            }
            return; // anything else this machine lacks, which says nothing about the server
        }
        id = checker.nextId();
        port.send(message, newQuestion.write(id, MemorySegment.ofArray(message), 0));
    }

    @Override
    public void received(DatagramPort from, DatagramBatch batch, int first, int end) {
        for (int slot = first; slot < end && port != null && question != null; slot++) {
            if (question.isAnsweredBy(id, batch.memory(), batch.offset(slot), batch.length(slot))) {
                String reason = question.fault(batch.memory(), batch.offset(slot));
                close();
                if (reason == null) {
                    good();
                } else {
                    bad(reason);
                }
            }
        }
    }

    @Override
    public void unreachable(DatagramPort from, String reason) {
        if (port != null) {
            close();
            bad(reason);
        }
    }

    private void good() {
        if (options == null) {
            return;
        }
        long now = System.nanoTime();
        servers.forEach(server -> server.observe(Observation.Plain.CHECK_WAS_GOOD, now));
        noticeDown();
        bad = 0;
        good++;
        if (good >= options.rise()) {
            knownDown = false;
            for (Server server : servers) {
                if (server.downReason() != null) {
                    checker.cameUp(server);
                }
            }
        }
    }

    private void bad(String reason) {
        if (options == null) {
            return;
        }
        noticeDown();
        good = 0;
        bad++;
        if (bad >= options.fall()) {
            knownDown = true;
            for (Server server : servers) {
                if (server.downReason() == null) {
                    checker.wentDown(server, reason);
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

    void close() {
        if (port != null) {
            port.close();
            port = null;
        }
    }
}

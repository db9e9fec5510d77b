package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;
import org.penlb.proxy.ProxyRefusal;

/** How often it is told that something is no PROXY header: not once for each. */
class ProxyRefusalsTest {
    private static final IpAddress PROXY = IpAddress.parse("10.0.0.1");

    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger(ProxyRefusals.class.getName());
    private final Handler ear = new Handler() {
        private final SimpleFormatter format = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            lines.add(format.formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // it may pass zero at any time
    private final ProxyRefusals refusals = new ProxyRefusals(() -> "web", clock::get);

    @BeforeEach
    void listen() {
        logger.addHandler(ear);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(ear);
    }

    @Test
    void the_first_is_told_at_once_and_the_others_by_their_number() {
        for (int i = 0; i < 1000; i++) {
            refusals.add(PROXY, ProxyRefusal.CHECKSUM);
        }
        String told = "web: what 10.0.0.1 sends is refused, since it has to begin with a PROXY header: ";
        assertThat(lines).containsExactly(told + "wrong checksum");
        clock.addAndGet(ProxyRefusals.QUIET_NANOS - 1);
        refusals.add(PROXY, ProxyRefusal.MISSING);
        assertThat(lines).hasSize(1);
        clock.addAndGet(1);
        refusals.add(IpAddress.UNIX, ProxyRefusal.TIMEOUT);
        assertThat(lines)
                .last()
                .isEqualTo("web: what a Unix socket's peer sends is refused, since it has to begin with a PROXY header:"
                        + " too late; 1000 more since this was told last");
        assertThat(refusals.totals())
                .hasSize(ProxyRefusal.values().length)
                .containsEntry(ProxyRefusal.CHECKSUM, 1000L)
                .containsEntry(ProxyRefusal.MISSING, 1L)
                .containsEntry(ProxyRefusal.TIMEOUT, 1L)
                .containsEntry(ProxyRefusal.PORT, 0L);
    }

    @Test
    void who_comes_only_to_look_is_not_told_of() {
        refusals.add(PROXY, ProxyRefusal.ENDED);
        assertThat(lines).isEmpty();
        assertThat(refusals.totals()).containsEntry(ProxyRefusal.ENDED, 1L);
    }
}

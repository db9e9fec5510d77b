package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
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
import org.penlb.balance.Server;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ServerConfig;

/** How often it is told that servers cannot be tried: not once for each client. */
class UntriedServersTest {
    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger(UntriedServers.class.getName());
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
    private final UntriedServers untried = new UntriedServers(() -> "web", clock::get);
    private final Server server = new Server(
            0,
            Server.Role.REGULAR,
            new ServerConfig(new Address.Inet("10.0.0.1", 80), 0, 0, 0, 0, 0, AdminState.UP),
            new InetSocketAddress("10.0.0.1", 80),
            AccessList.EMPTY);

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
            untried.add(server, "no port");
        }
        assertThat(lines).containsExactly("web: cannot connect to server " + server + ": no port");
        clock.addAndGet(UntriedServers.QUIET_NANOS - 1);
        untried.add(server, "no port");
        assertThat(lines).hasSize(1);
        clock.addAndGet(1);
        untried.add(server, "no memory");
        assertThat(lines)
                .hasSize(2)
                .last()
                .isEqualTo(
                        "web: cannot connect to server " + server + ": no memory; 1000 more since this was told last");
        clock.addAndGet(UntriedServers.QUIET_NANOS);
        untried.add(server, "no port");
        assertThat(lines).hasSize(3).last().asString().endsWith(": no port");
        assertThat(untried.count()).isEqualTo(1003);
    }
}

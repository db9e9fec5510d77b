package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.penlb.config.DatagramOptions;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServiceBuilder;
import org.penlb.listen.FakeDatagrams;
import org.penlb.listen.QuietDatagrams;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramReceiver;

/** How much a listening socket keeps is the configuration's to say, while Pen runs, too. */
class ReceiveBufferTest {
    private static final int USUAL = 16 << 20;
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53);
    private static final DatagramReceiver DEAF = (_, _, _, _) -> {};

    private final Service service = QuietDatagrams.service(1, Protocol.UDP, Selection.DEFAULT);
    private final ReceiveBuffer buffer = new ReceiveBuffer(service);
    private final FakeDatagrams network = new FakeDatagrams();
    private final List<String> told = new ArrayList<>();
    private final Logger log = Logger.getLogger(ReceiveBuffer.class.getName());
    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord line) {
            told.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    ReceiveBufferTest() {
        log.addHandler(ear);
    }

    @AfterEach
    void hearNoMore() {
        log.removeHandler(ear);
    }

    private FakeDatagrams.Port listen() throws IOException {
        return (FakeDatagrams.Port) buffer.listen(network, LOCAL, BindOptions.ALONE, DEAF);
    }

    private void configure(int bytes) {
        var builder = new ServiceBuilder(service.config());
        builder.datagrams = DatagramOptions.DEFAULT.withReceiveBuffer(bytes);
        service.change(builder.build(), service.balancer().table(), service.tls());
    }

    @Test
    void a_socket_gets_what_is_usual_and_what_is_asked_for_later() throws IOException {
        FakeDatagrams.Port port = listen();
        assertThat(port.receiveBuffer()).isEqualTo(USUAL);
        configure(1 << 25);
        buffer.tick(port);
        assertThat(port.receiveBuffer()).isEqualTo(1 << 25);
        port.receiveBuffer(1);
        buffer.tick(port);
        assertThat(port.receiveBuffer()).as("nobody asks again for the same").isEqualTo(1);
        assertThat(told).isEmpty();
    }

    @Test
    void that_the_system_gives_less_is_told_to_whoever_asked() throws IOException {
        network.mostReceiveBuffer = 212_992;
        FakeDatagrams.Port port = listen();
        assertThat(told).as("nobody asked").isEmpty();
        configure(1 << 25);
        buffer.tick(port);
        assertThat(told)
                .containsExactly("test: receive_buffer: the system gives 212992 bytes of 33554432 (net.core.rmem_max)");
        configure(65_536);
        buffer.tick(port);
        assertThat(told).hasSize(1);
    }
}

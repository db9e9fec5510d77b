package org.penlb.health.probe;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.health.Probe;
import org.penlb.health.ProbeResult;
import org.penlb.proxy.ProxyWriter;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialOptions;
import org.penlb.relay.End;
import org.penlb.relay.StreamPort;
import org.penlb.relay.StreamReceiver;
import org.penlb.relay.Transport;
import org.penlb.service.Service;

/**
 * Connects to a server and closes at once; a server that wants a PROXY header is told that this is no client. A server that is a listener of this very Pen takes that for what it is: a
 * connection of the service's, that no client has begun.
 *
 * @param server who is asked
 */
record ConnectProbe(Transport transport, Service service, Server server) implements Probe {
    private static final StreamReceiver DEAF = new StreamReceiver() {
        @Override
        public void received(StreamPort port, ByteBuffer bytes) {
            // whatever it says, it is there
        }

        @Override
        public void ended(StreamPort port) {
            // it is closed already
        }

        @Override
        public void broken(StreamPort port, String reason) {
            // it was there
        }
    };

    @Override
    public Asking begin(SocketAddress address, long nanos, Consumer<ProbeResult> told) {
        // Whoever asks gives it up in time. That the system does so before would be told as the server's silence.
        var options = new DialOptions(Duration.ofNanos(2 * nanos), service.source(), true, false);
        var question = new Question(told);
        question.dial = transport.dial(address, options, question);
        return question;
    }

    private final class Question implements DialListener, Asking {
        private final Consumer<ProbeResult> told;
        private @Nullable Dial dial;

        Question(Consumer<ProbeResult> told) {
            this.told = told;
        }

        @Override
        public void connected(End end) {
            dial = null;
            service.ownConnections().connected(null, end, server, System.nanoTime());
            close(end);
            told.accept(ProbeResult.Plain.GOOD);
        }

        private void close(End end) {
            byte[] header = ProxyWriter.ownConnection(server.config().proxyProtocol());
            if (header.length == 0) {
                end.close();
                return;
            }
            StreamPort port = transport.converse(end, DEAF);
            port.write(header, 0, header.length);
            port.close(); // not before the header is offered to the system
        }

        @Override
        public void failed(Fault fault, String reason) {
            dial = null;
            told.accept(fault == Fault.OURS ? ProbeResult.Plain.NOT_ASKED : new ProbeResult.Bad(reason));
        }

        @Override
        public void cancel() {
            if (dial != null) {
                dial.cancel();
                dial = null;
            }
        }
    }
}

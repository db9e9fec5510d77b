package org.penlb.health.probe;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.DnsOptions.Check;
import org.penlb.config.DomainName;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.RecordType;
import org.penlb.dns.CheckQuery;
import org.penlb.dns.QueryIds;
import org.penlb.health.Probe;
import org.penlb.health.ProbeResult;
import org.penlb.proxy.ProxyWriter;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Errno;

/** Asks a server a real DNS query, each time from a new port, so that no answer to an earlier one comes in there. */
final class DnsProbe implements Probe {
    private static final byte[] NO_HEADER = {};
    /** No client's. */
    private static final byte[] OWN = ProxyWriter.ownConnection(ProxyProtocol.V2);

    private final DatagramTransport transport;
    private final Supplier<@Nullable InetAddress> source;
    private final Predicate<SocketAddress> wantsHeader;
    private final CheckQuery query;
    private final QueryIds ids = new QueryIds();

    /**
     * @param source the local address, or null for the system's choice
     * @param wantsHeader whether the server at an address wants a PROXY header in front of each datagram
     * @param options say what is asked
     */
    DnsProbe(
            DatagramTransport transport,
            Supplier<@Nullable InetAddress> source,
            Predicate<SocketAddress> wantsHeader,
            Check options) {
        this.transport = transport;
        this.source = source;
        this.wantsHeader = wantsHeader;
        this.query = new CheckQuery(
                DomainName.parse("check_query", options.name()), RecordType.parse("check_query", options.type()));
    }

    @Override
    public Asking begin(SocketAddress server, long nanos, Consumer<ProbeResult> told) {
        var question = new Question(told);
        question.ask((InetSocketAddress) server);
        return question;
    }

    private final class Question implements DatagramReceiver, Asking {
        private final Consumer<ProbeResult> told;
        private final int id = ids.next();
        private @Nullable DatagramPort port;

        Question(Consumer<ProbeResult> told) {
            this.told = told;
        }

        void ask(InetSocketAddress server) {
            DatagramPort opened;
            try {
                opened = transport.connect(server, source.get(), this);
            } catch (IOException e) {
                told.accept(
                        Errno.isUnreachable(e)
                                ? new ProbeResult.Bad(Errno.reason(e))
                                : ProbeResult.Plain.NOT_ASKED); // whatever this machine lacks
                return;
            }
            port = opened;
            byte[] header = wantsHeader.test(server) ? OWN : NO_HEADER;
            byte[] message = Arrays.copyOf(header, header.length + CheckQuery.LONGEST);
            int length = query.write(id, MemorySegment.ofArray(message), header.length);
            opened.send(message, header.length + length);
            if (port != null && opened.takeDropped() > 0) {
                end(ProbeResult.Plain.NOT_ASKED); // the system did not take it: silence would prove nothing
            }
        }

        @Override
        public void received(DatagramPort from, DatagramBatch batch, int first, int end) {
            for (int slot = first; slot < end && port != null; slot++) {
                if (query.isAnsweredBy(id, batch.memory(), batch.offset(slot), batch.length(slot))) {
                    String reason = query.fault(batch.memory(), batch.offset(slot));
                    end(reason == null ? ProbeResult.Plain.GOOD : new ProbeResult.Bad(reason));
                }
            }
        }

        @Override
        public void unreachable(DatagramPort from, String reason) {
            if (port != null) {
                end(new ProbeResult.Bad(reason));
            }
        }

        private void end(ProbeResult result) {
            cancel();
            told.accept(result);
        }

        @Override
        public void cancel() {
            if (port != null) {
                port.close();
                port = null;
            }
        }
    }
}

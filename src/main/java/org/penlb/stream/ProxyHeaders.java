package org.penlb.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.proxy.ProxyHeader;
import org.penlb.proxy.ProxyParser;
import org.penlb.proxy.ProxyRefusal;
import org.penlb.proxy.ProxyResult;
import org.penlb.relay.Addressed;
import org.penlb.relay.End;
import org.penlb.relay.Look;
import org.penlb.relay.LookListener;
import org.penlb.relay.NamedClient;
import org.penlb.relay.Transport;
import org.penlb.service.Service;

/**
 * The proxies of one event loop that have to say first for whom they come. Each holds its places meanwhile, as a client on its
 * way to a server does. The header alone is taken: what is behind it waits in the kernel, as a client's first bytes do.
 */
final class ProxyHeaders {
    private static final Logger LOG = System.getLogger(ProxyHeaders.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What becomes of a proxy. */
    interface Host {
        /**
         * It has said for whom it comes.
         *
         * @param client as it is named; the end itself if the proxy speaks for itself
         */
        void named(End end, Addressed client);

        /** It was closed: what it held is free. */
        void refused();

        /** One that waited does not wait any more. */
        void leftWaiting();
    }

    private final Service service;
    private final Transport transport;
    private final Host host;
    private final Set<Awaited> waiting = new HashSet<>();

    ProxyHeaders(Service service, Transport transport, Host host) {
        this.service = service;
        this.transport = transport;
        this.host = host;
    }

    /** Waits for the header of one that has just been accepted. */
    void await(End end) {
        var awaited = new Awaited(end);
        waiting.add(awaited);
        awaited.look = transport.look(end, ProxyParser.LONGEST, PATIENCE, awaited);
    }

    /** Whether nobody's header is waited for. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Breaks off all whose headers are waited for. */
    void close() {
        List.copyOf(waiting).forEach(Awaited::abandon);
    }

    private static ProxyRefusal refusal(LookListener.Outcome outcome) {
        return switch (outcome) {
            case TIMEOUT -> ProxyRefusal.TIMEOUT;
            case TOO_LONG -> ProxyRefusal.LENGTH;
            case ENOUGH, REFUSED, ENDED, RESET -> ProxyRefusal.ENDED;
        };
    }

    /** One whose header is waited for. */
    private final class Awaited implements LookListener {
        private final End end;
        private @Nullable Look look;
        private ProxyResult result = ProxyResult.More.MORE;

        Awaited(End end) {
            this.end = end;
        }

        @Override
        public Verdict seen(End client, ByteBuffer bytes) {
            result = ProxyParser.parse(bytes);
            return switch (result) {
                case ProxyResult.More _ -> Verdict.MORE;
                case ProxyResult.Found _ -> Verdict.ENOUGH;
                case ProxyResult.Refused _ -> Verdict.REFUSE;
            };
        }

        @Override
        public void over(End client, Outcome outcome) {
            waiting.remove(this);
            try {
                switch (result) {
                    case ProxyResult.Found(ProxyHeader header, int length)
                    when transport.take(client, length) -> host.named(client, named(client, header));
                    case ProxyResult.Refused(ProxyRefusal reason) -> refuse(client, reason);
                    default -> refuse(client, refusal(outcome));
                }
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a connection of " + client.peer() + " is closed after a fault of ours", e);
                client.reset();
                host.refused();
            }
            host.leftWaiting();
        }

        private static Addressed named(End client, ProxyHeader header) {
            return header.isSilent() ? client : new NamedClient(client, header);
        }

        private void refuse(End client, ProxyRefusal reason) {
            service.proxyRefusals().add(client.peer(), reason); // before the client can know
            service.clients().countRefused();
            client.close();
            host.refused();
        }

        private void abandon() {
            waiting.remove(this);
            if (look != null) {
                look.cancel();
            }
            end.reset();
            host.refused();
            host.leftWaiting();
        }
    }
}

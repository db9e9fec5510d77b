package org.penlb.logtools.resolve;

import io.netty.channel.AddressedEnvelope;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** One address on its way to a name: asked for again when no answer comes, and elsewhere when it is elsewhere. */
final class ReverseLookup {
    /** How often an answer may say that the record is elsewhere. */
    private static final int MOST_HOPS = 8;

    private final DnsSockets sockets;
    private final NameServerOrder servers;
    private final int tries;
    private final CompletableFuture<LookupResult> result;

    private String name;
    private int hops;
    private int triesLeft;
    /** A bit for each server. */
    private int asked;

    /**
     * @param name what to ask for first
     * @param tries how many queries each name is worth, 1 or more
     * @param result is completed on the event loop
     */
    ReverseLookup(
            DnsSockets sockets,
            NameServerOrder servers,
            String name,
            int tries,
            CompletableFuture<LookupResult> result) {
        this.sockets = sockets;
        this.servers = servers;
        this.name = name;
        this.tries = tries;
        this.result = result;
        triesLeft = tries;
    }

    /** Asks; to be called on the event loop. */
    void ask() {
        int server = servers.next(asked);
        asked = servers.hasOther(asked) ? asked | (1 << server) : (1 << server);
        triesLeft--;
        var _ = sockets.ask(servers.get(server), name)
                .addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> future) -> {
                    if (future.isSuccess()) {
                        servers.answered(server);
                        answered(future.getNow());
                    } else {
                        servers.unanswered(server);
                        unanswered();
                    }
                });
    }

    private void answered(AddressedEnvelope<DnsResponse, InetSocketAddress> envelope) {
        PtrAnswer answer;
        try {
            answer = PtrAnswer.of(envelope.content(), name);
        } finally {
            envelope.release();
        }
        switch (answer) {
            case PtrAnswer.Named named -> result.complete(LookupResult.resolved(named.name(), named.ttl()));
            case PtrAnswer.Unnamed _ -> result.complete(LookupResult.unnamed());
            case PtrAnswer.Alias alias -> follow(alias.name());
            case PtrAnswer.Unknown _ -> refused();
        }
    }

    private void follow(String alias) {
        hops++;
        if (hops > MOST_HOPS) {
            result.complete(LookupResult.unnamed());
            return;
        }
        name = alias;
        triesLeft = tries;
        asked = 0;
        ask();
    }

    /** Another server may know; the same one would say the same again. */
    private void refused() {
        if (triesLeft > 0 && servers.hasOther(asked)) {
            ask();
        } else {
            result.complete(LookupResult.failed(false));
        }
    }

    private void unanswered() {
        if (triesLeft > 0) {
            ask();
        } else {
            result.complete(LookupResult.failed(true));
        }
    }
}

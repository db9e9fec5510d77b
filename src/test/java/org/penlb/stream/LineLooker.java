package org.penlb.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Balancer;
import org.penlb.balance.Choice;
import org.penlb.relay.Addressed;
import org.penlb.relay.LookListener.Outcome;
import org.penlb.relay.LookListener.Verdict;
import org.penlb.service.ConnectionStages;
import org.penlb.service.Looker;
import org.penlb.service.Preface;
import org.penlb.service.Router;

/** Waits for a line, and routes by it: "s1" to the second server, "nobody" to none. A line that begins with "!" is refused. */
final class LineLooker implements Looker, Router {
    static final int MOST = 16;

    private final Duration patience;
    private final Set<Outcome> served;

    /** How many bytes the last look saw. */
    final AtomicInteger seen = new AtomicInteger();
    /** How many connections were routed without a byte. */
    final AtomicInteger routedBlind = new AtomicInteger();

    /**
     * @param served after what a client is served that has not said a line
     */
    LineLooker(Duration patience, Outcome... served) {
        this.patience = patience;
        this.served = Set.of(served);
    }

    ConnectionStages stages() {
        return new ConnectionStages(this, this, Preface.NONE);
    }

    @Override
    public int mostBytes() {
        return MOST;
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public Verdict look(ByteBuffer bytes) {
        seen.set(bytes.remaining());
        if (bytes.get(bytes.position()) == '!') {
            return Verdict.REFUSE;
        }
        while (bytes.hasRemaining()) { // a looker may move through them
            if (bytes.get() == '\n') {
                return Verdict.ENOUGH;
            }
        }
        return Verdict.MORE;
    }

    @Override
    public boolean servesAfter(Outcome outcome) {
        return served.contains(outcome);
    }

    @Override
    public @Nullable Choice route(Addressed client, ByteBuffer firstBytes, Balancer balancer) {
        Choice choice = balancer.choose(client.peer());
        if (!firstBytes.hasRemaining()) {
            routedBlind.incrementAndGet();
            return choice;
        }
        String line = StandardCharsets.US_ASCII
                .decode(firstBytes)
                .toString()
                .lines()
                .findFirst()
                .orElseThrow();
        return line.equals("nobody") ? null : choice.among(server -> line.equals("s" + server.index()));
    }
}

package org.penlb.balance;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.penlb.config.IpAddress;

/**
 * Which servers were silent to which clients lately. That a datagram is not answered proves nothing of a server: it may
 * deserve no answer. So it concerns its client alone, who goes on with another server for a while; if that one answers where
 * the first did not, this speaks against the first. Shared by event loops; bounded.
 */
public final class Silences {
    /** Of more clients the oldest are forgotten: they may be given a silent server once more. */
    static final int MOST_CLIENTS = 1000;

    private final ClientTable clients;
    private final Map<IpAddress, Silence> byClient = new LinkedHashMap<>();
    private volatile boolean none = true;

    /** What a client was not answered. */
    private static final class Silence {
        /** Which servers were silent, a bit for each index below 64. */
        long servers;
        /** Of those, for which it is open whether others would have answered. */
        final List<Unanswered> open = new ArrayList<>(1);

        long until;
    }

    /**
     * That a server did not answer a client in time.
     *
     * @param askedAt when the client asked, on the balancer's clock
     * @param patience how long an answer is waited for, nanoseconds
     */
    public record Unanswered(Server server, IpAddress client, long askedAt, long patience) {}

    Silences(ClientTable clients) {
        this.clients = clients;
    }

    /** The servers that this client is better not given now, a bit for each index below 64. */
    public long servers(IpAddress client, long now) {
        return none ? 0 : serversOf(client, now);
    }

    private synchronized long serversOf(IpAddress client, long now) {
        expire(now);
        Silence silence = byClient.get(client);
        return silence == null || now - silence.until >= 0 ? 0 : silence.servers;
    }

    /** In the order in which they were met with silence last, which is nearly the one in which that is over. */
    private void expire(long now) {
        Iterator<Silence> oldest = byClient.values().iterator();
        while (oldest.hasNext() && now - oldest.next().until >= 0) {
            oldest.remove();
        }
        none = byClient.isEmpty();
    }

    /** Other servers have taken the places of those that were silent. */
    synchronized void clear() {
        byClient.clear();
        none = true;
    }

    /**
     * A server did not answer a client in time. If it has answered anybody since, that means nothing.
     *
     * @param now the balancer's clock
     * @param nanos how long the client is better not given the server
     * @return whether there is enough by this to say that the server failed
     */
    public boolean add(Unanswered unanswered, long now, long nanos) {
        Server server = unanswered.server();
        if (server.lastHeard().isAfter(unanswered.askedAt())) {
            return false;
        }
        ServerStatistics statistics = server.statistics();
        // who never got an answer may ask what nobody answers
        boolean counts = clients.wasAnswered(unanswered.client());
        boolean quiet = statistics.quiet.proves(unanswered, now);
        boolean quietToKnown = counts && statistics.quietToKnown.proves(unanswered, now);
        if (quiet || quietToKnown) {
            server.observe(Observation.Plain.SILENT, now);
        }
        note(unanswered, !counts, now + nanos);
        return counts && statistics.silence.proves(unanswered, now);
    }

    /**
     * @param open whether it is to be told if another server answers this client
     */
    private synchronized void note(Unanswered unanswered, boolean open, long until) {
        Silence silence = byClient.remove(unanswered.client());
        if (silence == null) {
            silence = new Silence();
        }
        byClient.put(unanswered.client(), silence); // comes last now
        none = false;
        silence.until = until;
        silence.servers |= unanswered.server().bit();
        silence.open.removeIf(known -> known.server().equals(unanswered.server()));
        if (open) {
            silence.open.add(unanswered);
        }
        if (byClient.size() > MOST_CLIENTS) {
            forget(byClient.keySet().iterator().next());
        }
    }

    /**
     * A server answered this client's datagram: what others did not answer, it would seem, they should have.
     *
     * @return those against which there is enough by this to say that they failed
     */
    public List<Server> answered(IpAddress client, Server by, long now) {
        return none
                ? List.of()
                : answeredBy(client, by, now).stream()
                        .filter(one -> one.server().statistics().silence.proves(one, now))
                        .map(Unanswered::server)
                        .toList();
    }

    private synchronized List<Unanswered> answeredBy(IpAddress client, Server by, long now) {
        expire(now);
        Silence silence = byClient.get(client);
        if (silence == null) {
            return List.of();
        }
        silence.servers &= ~by.bit();
        silence.open.removeIf(known -> known.server().equals(by));
        List<Unanswered> others = List.copyOf(silence.open);
        silence.open.clear();
        if (silence.servers == 0) {
            forget(client);
        }
        return others;
    }

    private void forget(IpAddress client) {
        byClient.remove(client);
        none = byClient.isEmpty();
    }
}

package org.penlb.cli.top;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * Clients from one reply to {@code recent} to the next: {@code 127.0.0.1 connects 3 sx 120 rx 4500}, where {@code sx} went
 * to the client. Of many it keeps those with most bytes and most connects.
 */
final class ClientRates {
    /** How many of each order are kept: more than a terminal has lines. */
    static final int MOST_SHOWN = 200;

    private static final int MOST_TRACKED = 200_000;
    private static final int LONGEST_ADDRESS = 64;
    private static final double NANOS = 1e9;

    private final Map<String, Client> clients = new HashMap<>();
    private int round;
    private long since;
    private long arrived;

    /** The counters of a client, and what was added to them in this round. */
    private static final class Client {
        final String address;
        int round;
        long connects;
        long sent;
        long received;
        long newConnects;
        long newSent;
        long newReceived;

        Client(String address) {
            this.address = address;
        }
    }

    /**
     * The outcome of a reply.
     *
     * @param count how many clients were in it
     * @param arrivals how often any of them came, in a second; -1 if that cannot be told yet
     * @param byBytes those with most bytes in a second, the first first
     * @param byConnects those who came most often
     */
    record Top(int count, double arrivals, List<ClientRate> byBytes, List<ClientRate> byConnects) {
        static final Top NONE = new Top(0, Rates.UNKNOWN, List.of(), List.of());
    }

    /** Forgets all: the next reply is the first. */
    void reset() {
        clients.clear();
        round = 0;
        arrived = 0;
    }

    /** Whether nothing was read before: then rates are not known, and who comes later may have come before. */
    boolean isNew() {
        return round == 0;
    }

    /** Reads a line of a reply. */
    void read(String line) {
        var words = new ReplyWords(line);
        String address = words.next();
        long connects = words.skip("connects") ? words.number() : -1;
        long sent = words.skip("sx") ? words.number() : -1;
        long received = words.skip("rx") ? words.number() : -1;
        if (address.isEmpty() || address.length() > LONGEST_ADDRESS || connects < 0 || sent < 0 || received < 0) {
            return;
        }
        Client client = clients.get(address);
        if (client == null) {
            if (clients.size() >= MOST_TRACKED) {
                return;
            }
            client = new Client(address);
            clients.put(address, client);
        }
        client.newConnects = added(client.connects, connects);
        client.newSent = added(client.sent, sent);
        client.newReceived = added(client.received, received);
        client.connects = connects;
        client.sent = sent;
        client.received = received;
        client.round = round;
        arrived += client.newConnects;
    }

    /** A counter that became smaller began at zero again. */
    private static long added(long before, long now) {
        return now >= before ? now - before : now;
    }

    /** Ends a reply that came at this time. */
    Top finish(long nanos) {
        double seconds = round == 0 ? 0 : (nanos - since) / NANOS;
        List<Client> seen = clients.values().stream()
                .filter(client -> client.round == round)
                .toList();
        Comparator<Client> byBytes = seconds > 0
                ? Comparator.comparingLong(client -> client.newSent + client.newReceived)
                : Comparator.comparingLong(client -> client.sent + client.received);
        Comparator<Client> byConnects = seconds > 0
                ? Comparator.comparingLong(client -> client.newConnects)
                : Comparator.comparingLong(client -> client.connects);
        Comparator<Client> otherwise = Comparator.<Client>comparingLong(client -> client.connects)
                .thenComparing(client -> client.address, Comparator.reverseOrder());
        var top = new Top(
                seen.size(),
                seconds > 0 ? arrived / seconds : Rates.UNKNOWN,
                greatest(seen, byBytes.thenComparing(byConnects).thenComparing(otherwise), seconds),
                greatest(seen, byConnects.thenComparing(byBytes).thenComparing(otherwise), seconds));
        if (clients.size() >= MOST_TRACKED) {
            clients.values().removeIf(client -> client.round != round);
        }
        since = nanos;
        arrived = 0;
        round++;
        return top;
    }

    private static List<ClientRate> greatest(List<Client> clients, Comparator<Client> order, double seconds) {
        var greatest = new PriorityQueue<>(MOST_SHOWN, order);
        for (Client client : clients) {
            Client least = greatest.peek();
            if (least == null || greatest.size() < MOST_SHOWN) {
                greatest.add(client);
            } else if (order.compare(client, least) > 0) {
                greatest.poll();
                greatest.add(client);
            }
        }
        return Stream.of(greatest.toArray(Client[]::new))
                .sorted(order.reversed())
                .map(client -> rate(client, seconds))
                .toList();
    }

    private static ClientRate rate(Client client, double seconds) {
        boolean known = seconds > 0;
        return new ClientRate(
                client.address,
                client.connects,
                known ? client.newConnects / seconds : Rates.UNKNOWN,
                known ? client.newSent / seconds : Rates.UNKNOWN,
                known ? client.newReceived / seconds : Rates.UNKNOWN,
                client.sent + client.received);
    }
}

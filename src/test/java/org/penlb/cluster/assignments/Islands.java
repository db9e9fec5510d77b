package org.penlb.cluster.assignments;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Balancer;
import org.penlb.balance.ClientTable;
import org.penlb.balance.HybridClock;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.balance.SharedClients;
import org.penlb.cluster.wire.Envelopes;
import org.penlb.cluster.wire.MessageType;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Seal;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;

/** Several instances on a network that a test drives: time passes only when it says so. */
final class Islands {
    static final String SERVICE = "web";
    static final int SERVERS = 4;

    private static final long START = 1_795_000_000_000L;
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(20);

    private final Random random;
    private final PriorityQueue<Letter> post = new PriorityQueue<>(
            Comparator.<Letter>comparingLong(letter -> letter.at).thenComparingLong(letter -> letter.number));
    final List<Island> all = new ArrayList<>();
    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5); // it overflows in each test
    private final long begin = now;
    private long letters;
    /** How many messages of each type were sent. */
    final Map<MessageType, Integer> sent = new EnumMap<>(MessageType.class);

    /** Of a hundred letters so many are lost, doubled, and come so late at most. */
    int lost;

    int doubled;
    long mostLate;

    private record Letter(long at, long number, Island from, Island to, byte[] envelope) {}

    Islands(int size, int clientsMax, Random random) {
        this(size, clientsMax, Duration.ZERO, random);
    }

    Islands(int size, int clientsMax, Duration tracking, Random random) {
        this.random = random;
        for (int i = 0; i < size; i++) {
            all.add(new Island(i, clientsMax, tracking));
        }
    }

    long now() {
        return now - begin;
    }

    /** One of them. */
    final class Island {
        final int index;
        final ClientTable table;
        final SharedClients shared;
        final Balancer balancer;
        private final HybridClock clock;
        private final Envelopes envelopes;
        final AssignmentSharing sharing;
        /** How far its clock is ahead, milliseconds. */
        long ahead;

        boolean stopped;
        private final boolean[] reached;
        private final boolean[] up;

        Island(int index, int clientsMax, Duration tracking) {
            this.index = index;
            this.reached = new boolean[16];
            this.up = new boolean[16];
            Arrays.fill(reached, true);
            var builder = new ServiceBuilder(SERVICE, new Address.Inet("127.0.0.1", 0), 100);
            builder.servers().add(new ServerConfig(new Address.Inet("192.0.2.1", 80)));
            builder.tracking = tracking;
            ServiceConfig config = builder.build();
            table = new ClientTable(clientsMax, tracking);
            balancer = new Balancer(config, servers(SERVERS, index), table, () -> now, CountryLookup.NONE);
            clock = new HybridClock(this::wall, Duration.ofMinutes(1), index);
            shared = balancer.share(clock);
            envelopes = new Envelopes(index + 1, new Seal("pen", null), clock);
            var services =
                    new SharedServices(() -> List.of(new SharedServices.Named(SERVICE, balancer, shared)), clock);
            sharing = new AssignmentSharing(services, clock, this::send, now);
        }

        private long wall() {
            return START + TimeUnit.NANOSECONDS.toMillis(now - begin) + ahead;
        }

        /** The same servers everywhere, in another order. */
        private ServerTable servers(int count, int turned) {
            List<Server> servers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                servers.add(server(i, (i + turned) % count));
            }
            return new ServerTable(servers, null, null, AccessList.EMPTY, Selection.DEFAULT);
        }

        private Server server(int at, int number) {
            return PlainServer.at(at, new ServerConfig(new Address.Inet("192.0.2." + (number + 1), 80)));
        }

        private void send(long to, MessageType type, byte[] body) {
            Island receiver = all.get((int) to - 1);
            sent.merge(type, 1, Integer::sum);
            byte[] envelope = envelopes.seal(type, to, body);
            if (!reached[receiver.index] || random.nextInt(100) < lost) {
                return;
            }
            post(receiver, envelope);
            if (random.nextInt(100) < doubled) {
                post(receiver, envelope);
            }
        }

        private void post(Island receiver, byte[] envelope) {
            long late = (long) (random.nextDouble() * mostLate);
            post.add(new Letter(now() + late, letters++, this, receiver, envelope));
        }

        void reach(Island other, boolean isReached) {
            reached[other.index] = isReached;
        }

        /** Beats are not simulated: who is reached is up, and says now and then what it sent. */
        private void beats() {
            for (Island other : all) {
                boolean isUp = other != this && other.reached[index] && !other.stopped;
                if (isUp != up[other.index] && other != this) {
                    up[other.index] = isUp;
                    sharing.up(other.index + 1, isUp, now);
                }
                if (isUp && random.nextInt(100) >= lost) {
                    sharing.told(other.index + 1, other.sharing.sent(index + 1));
                }
            }
        }

        void tick() {
            sharing.tick(now);
            while (sharing.work(now)) {}
        }

        void receive(byte[] envelope) {
            try {
                sharing.received(envelopes.open(envelope), now);
            } catch (Refused _) {
                // doubled, or overtaken
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** When nothing was missing here last that another one knows, on the clock of {@link #now}. */
        long completeAfter(long other) {
            return Objects.requireNonNull(sharing.completeAt(other)) - begin;
        }

        /** Gives a client a server, whatever it had. */
        void assign(int client, int server) {
            table.used(IpAddress.v4(client), server, now);
        }

        /** A client comes in as clients do: the server that it is given, by its address. */
        String visit(int client) {
            try (var lease = balancer.choose(IpAddress.v4(client)).next()) {
                return lease == null ? "nobody" : lease.server().toString();
            }
        }

        /** By client the address of its server. */
        TreeMap<Long, String> known() {
            var known = new TreeMap<Long, String>();
            for (ClientTable.Entry entry : table.inOrder(Integer.MAX_VALUE)) {
                known.put(entry.client().low() & 0xffff_ffffL, address(entry.server()));
            }
            return known;
        }

        private String address(int server) {
            return server < balancer.table().servers().size()
                    ? balancer.table().servers().get(server).toString()
                    : "elsewhere";
        }

        /** What two instances compare. */
        long digest() {
            var sums = new Sums(shared, _ -> true, 0, Long.MAX_VALUE);
            while (!sums.step()) {}
            long digest = 0;
            for (int i = 0; i < Sums.BUCKETS; i++) {
                digest = 31 * digest + sums.bucket(i);
            }
            return digest;
        }
    }

    /** How many clients are not known alike; an example of each other instance, or nothing if there are none. */
    String differences() {
        var text = new StringBuilder();
        var first = all.getFirst().known();
        for (Island other : all.subList(1, all.size())) {
            var known = other.known();
            var unlike = new TreeSet<Long>(first.keySet());
            unlike.addAll(known.keySet());
            unlike.removeIf(client -> Objects.equals(first.get(client), known.get(client)));
            if (!unlike.isEmpty()) {
                long client = unlike.first();
                text.append("instance %d: %d clients of %d, such as %d: %s, not %s%n"
                        .formatted(
                                other.index,
                                unlike.size(),
                                first.size(),
                                client,
                                known.get(client),
                                first.get(client)));
            } else if (other.digest() != all.getFirst().digest()) {
                text.append("instance %d: other versions%n".formatted(other.index));
            }
        }
        return text.toString();
    }

    /** Cuts the network in two: those whose bit is set, and the others. */
    void cut(int side) {
        for (Island one : all) {
            for (Island other : all) {
                one.reach(other, ((side >> one.index) & 1) == ((side >> other.index) & 1));
            }
        }
    }

    void heal() {
        cut(0);
    }

    /** Time passes, 20 ms. */
    void step() {
        now += STEP;
        boolean beat = now() / STEP % 25 == 0;
        for (@Nullable Letter letter = post.peek(); letter != null && letter.at <= now(); letter = post.peek()) {
            post.remove();
            if (!letter.to.stopped) {
                letter.to.receive(letter.envelope);
            }
        }
        List<Island> going = all.stream().filter(island -> !island.stopped).toList();
        if (beat) { // before anything is sent: no beat overtakes a batch
            going.forEach(Island::beats);
        }
        going.forEach(Island::tick);
    }

    void pass(Duration time) {
        for (long end = now() + time.toNanos(); now() < end; ) {
            step();
        }
    }
}

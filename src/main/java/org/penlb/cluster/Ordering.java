package org.penlb.cluster;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.orders.KnownOrders;
import org.penlb.cluster.orders.MalformedOrders;
import org.penlb.cluster.orders.Order;
import org.penlb.cluster.orders.OrderCodec;
import org.penlb.cluster.peers.Beat;
import org.penlb.cluster.peers.ClusterPeer;
import org.penlb.cluster.peers.Conversation;
import org.penlb.cluster.wire.Message;
import org.penlb.cluster.wire.MessageType;

/**
 * What operators order at one instance goes to all. A peer that knows other orders, as its beats say, is told all of them;
 * what still differs then is told again more and more seldom.
 */
final class Ordering implements Conversation, Mirrored {
    static final Set<MessageType> TYPES = Set.copyOf(EnumSet.of(MessageType.ORDERS));

    private static final int LONGEST_MESSAGE = 64 * 1024;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(64);

    private final Member member;
    private final HybridClock clock;
    private final KnownOrders orders;
    private final Map<Long, Difference> differences = new HashMap<>();

    /** Since when a peer was told everything because it knew something else, and when it is to be told again. */
    private record Difference(long toldAt, long pause) {}

    Ordering(Member member, HybridClock clock, KnownOrders orders) {
        this.member = member;
        this.clock = clock;
        this.orders = orders;
    }

    /** Something was ordered here. */
    void announce(List<Order> news) {
        for (byte[] message : OrderCodec.encode(news, LONGEST_MESSAGE)) {
            for (ClusterPeer peer : member.roster().up()) {
                member.send(peer.instance(), MessageType.ORDERS, message);
            }
        }
    }

    @Override
    public void up(ClusterPeer peer, long now) {
        differences.remove(peer.instance());
    }

    @Override
    public void gone(ClusterPeer peer) {
        differences.remove(peer.instance());
    }

    @Override
    public void beat(ClusterPeer peer, Beat beat, long now) {
        if (beat.orders() == orders.digest()) {
            differences.remove(peer.instance());
            return;
        }
        Difference last = differences.get(peer.instance());
        if (last != null && now - last.toldAt() < last.pause()) {
            return;
        }
        long pause = last == null ? FIRST_PAUSE_NANOS : Math.min(LONGEST_PAUSE_NANOS, 2 * last.pause());
        differences.put(peer.instance(), new Difference(now, pause));
        for (byte[] message : OrderCodec.encode(orders.all(), LONGEST_MESSAGE)) {
            member.send(peer.instance(), MessageType.ORDERS, message);
        }
    }

    @Override
    public void received(Message message, long now) throws IOException {
        try {
            learned(OrderCodec.decode(message.body().readAllBytes()));
        } catch (MalformedOrders e) {
            throw new IOException(e);
        }
    }

    /** What others told, or have put into the map; what is too far in the future is not taken. */
    private void learned(List<Order> told) {
        orders.learn(told.stream().filter(order -> clock.see(order.version())).toList());
    }

    @Override
    public void learned(byte[] value) {
        try {
            learned(OrderCodec.decode(value));
        } catch (MalformedOrders _) {
            // another release, perhaps
        }
    }

    @Override
    public Map<String, byte[]> kept() {
        Map<String, byte[]> kept = new HashMap<>();
        for (Order order : orders.all()) {
            kept.put(keyOf(order), value(order));
        }
        return kept;
    }

    static String keyOf(Order order) {
        Order.Key key = order.key();
        return String.join("\n", key.service(), key.server(), Integer.toString(key.copy()), key.field());
    }

    static byte[] value(Order order) {
        return OrderCodec.encode(List.of(order), OrderCodec.LONGEST).getFirst();
    }

    /** How many orders are known. */
    int known() {
        return orders.size();
    }
}

package org.penlb.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.HybridClock;
import org.penlb.cluster.assignments.AssignmentSharing;
import org.penlb.cluster.node.ClusterNode;
import org.penlb.cluster.orders.KnownOrders;
import org.penlb.cluster.orders.Order;
import org.penlb.cluster.votes.RunningServers;
import org.penlb.cluster.votes.VotedEjection;
import org.penlb.cluster.wire.Refused;
import org.penlb.cluster.wire.Seal;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.service.Service;

/**
 * All that this instance takes part in, over all the times that it joins. Driven by one thread at a time; times are
 * nanoseconds from any origin.
 */
final class Participation {
    private static final long VIEW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration MAP_LIMIT = Duration.ofSeconds(3);

    private final String cluster;
    private final Supplier<List<Service>> services;
    private final KnownOrders known;
    private final Errands errands = new Errands();
    private final Member member;
    private final AssignmentSharing assignments;
    private final Voting voting;
    private final Mirror ejections;
    private final Ordering ordering;
    private final Mirror orders;
    private final Totalling totals;
    private long viewAt;
    private long joins;
    private boolean joined;
    private volatile @Nullable String trouble;
    private volatile ClusterView view;

    Participation(Identity self, ClusterConfig config, HybridClock clock, ThisInstance instance) {
        cluster = config.name();
        services = instance.services();
        known = instance.orders();
        long now = System.nanoTime();
        var seal = new Seal(config.name(), config.secret());
        member = new Member(self, seal, clock, now);
        assignments = new AssignmentSharing(services, clock, member, now);
        LongSupplier unixMillis = () -> HybridClock.millis(clock.next()); // ahead with the others' clocks
        var servers = new RunningServers(this::service, instance.checks(), errands);
        voting = new Voting(
                member, config.ejection(), new CalledBack(servers, known, unixMillis), unixMillis, this::ejected);
        ejections = mirror("pen.ejections", seal, voting);
        ordering = new Ordering(member, clock, known);
        orders = mirror("pen.orders", seal, ordering);
        totals = new Totalling(member, seal, clock, services, this::refused, errands, now);
        member.add(assignments, AssignmentSharing.TYPES);
        member.add(voting, Voting.TYPES);
        member.add(ordering, Ordering.TYPES);
        member.says(peer -> assignments.sent(peer.instance()), known::digest);
        member.lives(totals::isFresh);
        voting.listen(instance.events(), errands, System::nanoTime);
        view = viewed(now);
    }

    private Mirror mirror(String name, Seal seal, Mirrored of) {
        return new Mirror(
                name, seal, of::kept, (_, value) -> of.learned(value), this::refused, errands, Mirror.SELDOM_NANOS);
    }

    private void refused(Refused refused) {
        member.refusals().refused(refused, System.nanoTime());
    }

    private @Nullable Service service(String name) {
        return services.get().stream()
                .filter(service -> service.config().name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private void ejected(VotedEjection ejection) {
        ejections.put(ejection.suspect().key(), ejection.encode());
    }

    /** Something was ordered here; from any thread. */
    void announce(List<Order> news) {
        errands.execute(() -> {
            ordering.announce(news);
            news.forEach(order -> orders.put(Ordering.keyOf(order), Ordering.value(order)));
        });
    }

    /** It could not be joined; from any thread. */
    void isTroubled(@Nullable String why) {
        trouble = why;
    }

    void joined(Network network, ClusterNode node, long now) {
        joined = true;
        joins++;
        orders.joined(node.map(orders.name(), MAP_LIMIT), now);
        ejections.joined(node.map(ejections.name(), MAP_LIMIT), now);
        totals.joined(node.map(totals.name(), MAP_LIMIT), now);
        member.joined(network, now);
    }

    void received(byte[] envelope, long now) {
        member.received(envelope, now);
    }

    void tick(long now) {
        errands.run();
        member.tick(now);
        ejections.tick(now);
        orders.tick(now);
        totals.tick(now);
        if (now - viewAt >= VIEW_NANOS) {
            viewAt = now;
            view = viewed(now);
        }
    }

    boolean work(long now) {
        return member.work(now);
    }

    void left() {
        member.leave();
        joined = false;
        view = viewed(System.nanoTime());
    }

    /** This instance takes part no more. */
    void end() {
        voting.close();
    }

    /** As of the last half second; why it is not joined, as of now. */
    ClusterView view() {
        return view.with(trouble);
    }

    private ClusterView viewed(long now) {
        return new Viewing(member, assignments, totals, now)
                .of(
                        cluster,
                        joined,
                        joins,
                        ejections.failures() + orders.failures() + totals.failures(),
                        new ClusterView.Decided(
                                ordering.known(),
                                known.troubles(),
                                voting.view().ejections()));
    }
}

package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Server;
import org.penlb.config.CountryLookup;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.events.Events;
import org.penlb.service.NameResolver;
import org.penlb.service.Service;
import org.penlb.service.ServiceLoader;

/** Names of servers that stand for other addresses after a while. */
class ServerNamesTest {
    private static final InetSocketAddress LISTENER = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80);

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private final Events events = new Events(Clock.systemUTC());
    private final ServiceLoader loader =
            new ServiceLoader(vertx, new NameResolver(vertx, this::lookUp), CountryLookup.NONE, events);
    private final long begin = System.nanoTime();
    private final Turns turns = new Turns(Future.succeededFuture());
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private long seconds;
    private Duration blacklist = Duration.ofSeconds(30);

    @AfterEach
    void end() {
        await(vertx.close());
    }

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        assertThat(io.vertx.core.Context.isOnEventLoopThread()).isFalse();
        lookups.incrementAndGet();
        try {
            answering.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        List<InetAddress> found = names.get(host);
        if (found == null) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    private void stands(String name, String... addresses) {
        names.put(name, List.of(addresses).stream().map(InetAddress::ofLiteral).toList());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private Service service(String... servers) {
        var arguments = new ServerArguments(_ -> -1);
        var builder = new ServiceBuilder("web", arguments.listener("127.0.0.1:80"), 100);
        builder.blacklist = blacklist;
        for (String server : servers) {
            builder.servers().add(arguments.server(server, builder.listen()));
        }
        return await(loader.load(builder.build()));
    }

    private ServerNames names(Service service) {
        return new ServerNames(
                vertx,
                loader,
                turns,
                () -> List.of(service),
                _ -> LISTENER,
                () -> begin + TimeUnit.SECONDS.toNanos(seconds));
    }

    private static Server server(Service service, int index) {
        return service.balancer().table().servers().get(index);
    }

    private static String addressOf(Service service, int index) {
        return ((InetSocketAddress) server(service, index).address())
                .getAddress()
                .getHostAddress();
    }

    private List<String> told() {
        return events.recent().after(0, 100).stream()
                .map(event -> event.kind().word() + " " + event.server() + " " + event.text())
                .toList();
    }

    private void look(ServerNames of, int times) {
        for (int i = 0; i < times; i++) {
            seconds++;
            await(of.look());
        }
    }

    @Test
    void a_name_that_stands_for_another_address_moves_its_server_alone() {
        stands("one", "10.0.0.1");
        stands("two", "10.0.0.2");
        Service service = service("one:8080", "two:8080", "10.0.0.3:8080");
        Server other = server(service, 1);
        stands("one", "10.0.0.9");
        await(names(service).lookAgain());
        assertThat(addressOf(service, 0)).isEqualTo("10.0.0.9");
        assertThat(server(service, 0).config().address()).as("the name stays").hasToString("one:8080");
        assertThat(server(service, 1)).as("as it was, with its counters").isSameAs(other);
        assertThat(told())
                .containsExactly("network-changed one:8080 its name stands for 10.0.0.9:8080 now,"
                        + " no longer for 10.0.0.1:8080");
    }

    @Test
    void of_several_addresses_the_first_is_used_and_stays_while_it_is_among_them() {
        stands("one", "10.0.0.1", "10.0.0.2");
        Service service = service("one:8080");
        assertThat(addressOf(service, 0)).isEqualTo("10.0.0.1");
        stands("one", "10.0.0.2", "10.0.0.1");
        await(names(service).lookAgain());
        assertThat(addressOf(service, 0)).isEqualTo("10.0.0.1");
        assertThat(told()).isEmpty();
        stands("one", "10.0.0.2", "10.0.0.3");
        await(names(service).lookAgain());
        assertThat(addressOf(service, 0)).isEqualTo("10.0.0.2");
    }

    @Test
    void a_name_that_cannot_be_looked_up_leaves_its_server_where_it_is() {
        stands("one", "10.0.0.1");
        stands("two", "10.0.0.2");
        Service service = service("one:8080", "two:8080");
        names.remove("one");
        stands("two", "10.0.0.5");
        await(names(service).lookAgain());
        assertThat(addressOf(service, 0)).isEqualTo("10.0.0.1");
        assertThat(addressOf(service, 1)).as("the others move").isEqualTo("10.0.0.5");
        assertThat(told())
                .contains("network-changed one:8080 its name does not resolve; it stays at 10.0.0.1:8080")
                .hasSize(2);
    }

    @Test
    void what_was_ordered_before_is_not_done_again() {
        stands("one", "10.0.0.1");
        Service service = service("one:8080", "10.0.0.3:8080");
        service.balancer().blacklist(server(service, 1), Duration.ofSeconds(60));
        stands("one", "10.0.0.9");
        await(names(service).lookAgain());
        assertThat(server(service, 1).isBlacklisted(System.nanoTime())).isTrue();
        assertThat(server(service, 0).isBlacklisted(System.nanoTime())).isFalse();
    }

    @Test
    void a_name_that_stands_for_the_service_itself_leaves_its_server_where_it_is() {
        stands("one", "10.0.0.1");
        Service service = service("one:80");
        stands("one", "127.0.0.1");
        String why = "server \"one\" is this Pen's own listener 127.0.0.1:80 (expected: the server's port, such as"
                + " one:8080); it stays at 10.0.0.1:80";
        assertThat(await(names(service).lookAgain(0, 0))).isEqualTo(why + "\n");
        await(names(service).lookAgain());
        assertThat(addressOf(service, 0)).isEqualTo("10.0.0.1");
        assertThat(told())
                .containsOnly("network-changed one:80 its name stands for this Pen's own listener 127.0.0.1:80;"
                        + " it stays at 10.0.0.1:80");
    }

    @Test
    void one_is_chosen() {
        stands("one", "10.0.0.1");
        stands("two", "10.0.0.2");
        Service service = service("one:8080", "two:8080");
        stands("one", "10.0.0.8");
        stands("two", "10.0.0.9");
        await(names(service).lookAgain(0, 1));
        assertThat(addressOf(service, 0)).isEqualTo("10.0.0.1");
        assertThat(addressOf(service, 1)).isEqualTo("10.0.0.9");
    }

    @Test
    void a_server_that_has_failed_for_a_while_is_looked_up_and_is_well_at_its_new_address() {
        stands("one", "10.0.0.1");
        Service service = service("one:8080", "10.0.0.3:8080");
        ServerNames of = names(service);
        look(of, 5);
        int before = lookups.get();
        service.reports().unreachable(server(service, 0), "connection refused");
        look(of, 2);
        assertThat(lookups.get()).as("not at once").isEqualTo(before);
        stands("one", "10.0.0.9");
        look(of, 3);
        assertThat(addressOf(service, 0)).isEqualTo("10.0.0.9");
        assertThat(server(service, 0).isWell(System.nanoTime())).isTrue();
    }

    @Test
    void without_blacklisting_failures_count() {
        blacklist = Duration.ZERO;
        stands("one", "10.0.0.1");
        Service service = service("one:8080");
        ServerNames of = names(service);
        look(of, 1);
        service.reports().unreachable(server(service, 0), "connection refused");
        stands("one", "10.0.0.9");
        look(of, 5);
        assertThat(addressOf(service, 0)).isEqualTo("10.0.0.9");
    }

    @Test
    void a_server_that_serves_again_is_left_in_peace() {
        stands("one", "10.0.0.1");
        Service service = service("one:8080");
        ServerNames of = names(service);
        look(of, 1);
        service.reports().unreachable(server(service, 0), "connection refused");
        look(of, 2);
        server(service, 0).connected();
        service.reports().answered(server(service, 0));
        int before = lookups.get();
        look(of, 100);
        assertThat(lookups.get()).isEqualTo(before);
    }

    @Test
    void name_servers_that_take_their_time_keep_nobody_waiting() {
        stands("one", "10.0.0.1");
        Service service = service("one:8080");
        ServerNames of = names(service);
        look(of, 1);
        service.reports().wentDown(server(service, 0), "does not answer");
        int before = lookups.get();
        answering = new CountDownLatch(1);
        Future<Void> first = Future.succeededFuture();
        while (first.isComplete()) {
            seconds++;
            first = of.look();
        }
        for (int i = 0; i < 600; i++) {
            seconds++;
            await(of.look()); // does not begin another one
        }
        Future<Void> all = of.lookAgain();
        await(turns.take(Future::succeededFuture)); // somebody gives a command
        stands("one", "10.0.0.9");
        answering.countDown();
        await(first);
        await(all);
        assertThat(lookups.get() - before).isEqualTo(2);
        assertThat(addressOf(service, 0)).isEqualTo("10.0.0.9");
    }

    @Test
    void a_server_that_was_changed_meanwhile_keeps_what_it_was_given() {
        stands("one", "10.0.0.1");
        Service service = service("one:8080");
        answering = new CountDownLatch(1);
        Future<Void> looking = names(service).lookAgain();
        stands("one", "10.0.0.9");
        var builder = new ServiceBuilder(service.config());
        builder.servers().set(0, builder.servers().getFirst().withWeight(7));
        await(loader.change(service, builder.build())).run();
        answering.countDown();
        await(looking);
        assertThat(server(service, 0).config().weight()).isEqualTo(7);
        assertThat(told()).filteredOn(text -> text.contains("10.0.0.9")).isEmpty();
    }

    @Test
    void who_stays_away_is_looked_up_ever_more_rarely_and_told_of_once() {
        stands("one", "10.0.0.1");
        Service service = service("one:8080");
        ServerNames of = names(service);
        look(of, 1);
        service.reports().wentDown(server(service, 0), "does not answer");
        names.remove("one");
        int before = lookups.get();
        look(of, 600);
        assertThat(lookups.get() - before).isBetween(10, 20);
        assertThat(told()).filteredOn(text -> text.contains("does not resolve")).hasSize(1);
    }
}

package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.cluster.orders.Order;
import org.penlb.config.CountryLookup;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.control.CommandRunner;
import org.penlb.events.Origin;
import org.penlb.events.RecentEvent;
import org.penlb.testing.Await;

/** Several instances in one program: what an operator orders at one is done by all. */
@Timeout(60)
class SharedOrdersTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong versions = new AtomicLong();
    private final List<Instance> instances = new ArrayList<>();
    private Instance here;
    private Instance there;

    /** An instance that hears from the others unless the network is cut. */
    private final class Instance {
        private final Administration pen;
        private final CommandRunner commands;
        private final SharedOrders orders;
        private volatile boolean isCutOff;

        Instance(PenConfig config) {
            pen = new Administration(vertx, config, ARGUMENTS, _ -> {}, CountryLookup.NONE);
            commands = new CommandRunner(vertx, pen, () -> {});
            orders = new SharedOrders(vertx, pen, versions::incrementAndGet, System::currentTimeMillis, this::announce);
            await(pen.start().compose(_ -> pen.serve()));
        }

        private void announce(List<Order> news) {
            for (Instance other : instances) {
                if (other != this && !isCutOff && !other.isCutOff) {
                    other.orders.learn(news);
                }
            }
        }

        String say(String line) {
            return await(commands.run(Origin.OPERATOR, line));
        }

        ServiceConfig web() {
            return pen.config().services().getFirst();
        }

        List<String> servers() {
            return web().servers().stream()
                    .map(server -> server.address() + " " + server.state())
                    .toList();
        }

        List<String> told() {
            return pen.events().recent().after(0, 1000).stream()
                    .map(RecentEvent::text)
                    .toList();
        }
    }

    private static ServiceConfig service(String name, String... servers) {
        var service = new ServiceBuilder(name, ARGUMENTS.listener("127.0.0.1:0"), 100);
        for (String server : servers) {
            service.servers().add(ARGUMENTS.server(server, service.listen()));
        }
        return service.build();
    }

    private static PenConfig config(ServiceConfig... services) {
        return new PenConfig(List.of(services), RelayKind.AUTO, 1);
    }

    private static PenConfig web(String... servers) {
        return config(service("web", servers));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() {
        here = new Instance(web("127.0.0.1:9", "127.0.0.2:9"));
        there = new Instance(web("127.0.0.1:9", "127.0.0.2:9"));
        instances.add(here);
        instances.add(there);
    }

    @AfterEach
    void end() {
        await(vertx.close());
    }

    @Test
    void a_command_to_one_reaches_all_and_is_told_there() {
        here.say("server 0 drain");
        here.say("server 1 weight 5 max 7");
        here.say("server add 127.0.0.3:9");
        here.say("acl 2 permit 10.0.0.0 255.0.0.0");
        here.say("roundrobin");
        // orders that come together are told in one line
        Await.until(
                "all so far is carried out",
                () -> there.pen.config().services().equals(here.pen.config().services()));
        here.say("blacklist 7");
        Await.until("all is carried out", () -> there.web().blacklist().equals(Duration.ofSeconds(7)));
        assertThat(there.pen.config().services()).isEqualTo(here.pen.config().services());
        assertThat(there.pen.service(0).balancer().table().servers()).hasSize(3);
        assertThat(there.told())
                .contains("draining; ordered at another instance", "added; ordered at another instance")
                .contains("changed: blacklist 7 s; ordered at another instance");
        assertThat(here.told()).contains("draining").noneMatch(text -> text.contains("another"));
        assertThat(there.orders.digest()).isEqualTo(here.orders.digest());
        assertThat(there.orders.troubles()).isEmpty();
    }

    @Test
    void a_server_is_left_alone_everywhere() {
        here.say("server 0 blacklist 30");
        Await.until("it is left alone", () -> {
            var balancer = there.pen.service(0).balancer();
            return balancer.table().servers().getFirst().isBlacklisted(balancer.now());
        });
        here.say("server 0 blacklist 0");
        Await.until("that is over", () -> {
            var balancer = there.pen.service(0).balancer();
            return !balancer.table().servers().getFirst().isBlacklisted(balancer.now());
        });
    }

    @Test
    void of_what_was_ordered_on_both_sides_the_later_wins() {
        here.isCutOff = true;
        here.say("server 0 weight 3");
        there.say("server 0 weight 4");
        there.say("tracking 7");
        here.say("tracking 8");
        here.say("server add 127.0.0.3:9");
        there.say("server add 127.0.0.4:9");
        assertThat(here.web().tracking()).hasSeconds(8);
        List<Order> known = here.orders.all();
        here.orders.learn(there.orders.all());
        there.orders.learn(known);
        for (Instance instance : instances) {
            Await.until("all is carried out", () -> instance.web().servers().size() == 4);
            assertThat(instance.web().tracking()).hasSeconds(8);
            assertThat(instance.web().servers().getFirst().weight()).isEqualTo(4);
        }
    }

    @Test
    void who_starts_later_does_what_was_ordered_before_and_a_reload_does_not_undo_it() {
        here.say("server 0 drain");
        here.say("server 1 remove");
        here.say("server add 127.0.0.3:9:0:0:5");
        var late = new Instance(web("127.0.0.1:9", "127.0.0.2:9"));
        late.orders.learn(here.orders.all());
        Await.until("all is carried out", () -> late.web().equals(here.web()));
        await(late.pen.reloads().apply(web("127.0.0.1:9", "127.0.0.2:9", "127.0.0.4:9")));
        assertThat(late.servers()).containsExactly("127.0.0.1:9 DRAINING", "127.0.0.4:9 UP", "127.0.0.3:9 UP");
        assertThat(late.orders.all()).isEqualTo(here.orders.all());
    }

    @Test
    void a_file_that_contradicts_an_order_is_told_to_all() {
        here.say("server 0 weight 5");
        Await.until("it is carried out", () -> there.web().servers().getFirst().weight() == 5);
        await(there.pen.reloads().apply(web("127.0.0.1:9:0:0:7", "127.0.0.2:9:0:0:8")));
        Await.until("the file's is, too", () -> here.web().servers().getFirst().weight() == 7);
        assertThat(here.web().servers().get(1).weight()).isZero();
    }

    @Test
    void what_cannot_be_carried_out_keeps_nothing_else_from_it_and_is_tried_again() {
        List<Order> orders = new ArrayList<>();
        orders.add(order(new Order.Key("web", "127.0.0.2:9", 1, "weight"), "6"));
        orders.add(order(new Order.Key("web", "127.0.0.3:9", 1, "state"), "drain 2"));
        orders.add(order(new Order.Key("web", "127.0.0.1:9", 1, "acl"), "99"));
        orders.add(order(new Order.Key("mail", "", 0, "tracking"), "5"));
        orders.add(order(new Order.Key("mail", "", 0, "blacklist"), "5"));
        orders.add(order(new Order.Key("web", "", 0, "tracking"), "5"));
        there.orders.learn(orders);
        Await.until("the last is carried out", () -> there.web().tracking().equals(Duration.ofSeconds(5)));
        Await.until("the others are told", () -> there.orders.troubles().size() == 3);
        assertThat(there.web().servers().get(1).weight()).isEqualTo(6);
        assertThat(there.orders.troubles())
                .containsExactlyInAnyOrder(
                        "service \"mail\" is not there",
                        "service \"web\", server \"127.0.0.3:9\": server \"127.0.0.3:9\" is not there",
                        "service \"web\", server \"127.0.0.1:9\": acl: \"99\" is not a number from 0 to 9");
        await(there.pen
                .reloads()
                .apply(config(
                        service("web", "127.0.0.1:9", "127.0.0.2:9", "127.0.0.3:9"), service("mail", "127.0.0.1:25"))));
        Await.until("they are carried out", () -> there.orders.troubles().size() == 1);
        assertThat(there.servers()).contains("127.0.0.3:9 DRAINING");
        assertThat(there.pen.config().services().get(1).tracking()).hasSeconds(5);
        there.orders.learn(List.of(order(new Order.Key("web", "127.0.0.1:9", 1, "acl"), "9")));
        Await.until("the last is, too", () -> there.orders.troubles().isEmpty());
        assertThat(there.web().servers().getFirst().acl()).isEqualTo(9);
    }

    private Order order(Order.Key key, String value) {
        return new Order(key, versions.incrementAndGet(), value);
    }

    @Test
    void what_is_learnt_while_somebody_else_has_his_turn_waits_and_keeps_nobody() {
        Promise<Void> turn = Promise.promise();
        Future<Void> busy = there.pen.inTurn(turn::future);
        here.say("server 0 weight 5");
        assertThat(there.web().servers().getFirst().weight()).isZero();
        assertThat(there.orders.all()).isEqualTo(here.orders.all());
        here.say("server 0 weight 6");
        turn.complete();
        await(busy);
        Await.until(
                "both are carried out", () -> there.web().servers().getFirst().weight() == 6);
    }

    @Test
    void many_are_one_change() {
        here.isCutOff = true;
        here.say("server add " + String.join(" ", addresses(200)));
        long before = there.pen.events().recent().last();
        there.orders.learn(here.orders.all());
        Await.until("all are there", () -> there.web().servers().size() == 202);
        assertThat(there.web()).isEqualTo(here.web());
        assertThat(there.pen.events().recent().after(before, 100))
                .extracting(RecentEvent::text)
                .containsExactly("200 servers are changed; ordered at another instance");
    }

    private static List<String> addresses(int count) {
        return IntStream.range(0, count).mapToObj(i -> "127.0.1." + i + ":9").toList();
    }

    @Test
    void nobody_is_told_what_others_ordered_or_how_pen_was_started() {
        List<Order> announced = new CopyOnWriteArrayList<>();
        var pen = new Administration(vertx, web("127.0.0.1:9"), ARGUMENTS, _ -> {}, CountryLookup.NONE);
        var orders = new SharedOrders(vertx, pen, versions::incrementAndGet, () -> 0, announced::addAll);
        await(pen.start().compose(_ -> pen.serve()));
        orders.learn(List.of(order(new Order.Key("web", "127.0.0.1:9", 1, "weight"), "6")));
        Await.until("it is carried out", () -> weight(pen) == 6);
        assertThat(announced).isEmpty();
        await(new CommandRunner(vertx, pen, () -> {}).run(Origin.PAGE, "server 0 weight 6"));
        assertThat(announced).hasSize(1);
    }

    private static int weight(Administration pen) {
        ServerConfig server = pen.config().services().getFirst().servers().getFirst();
        return server.weight();
    }
}

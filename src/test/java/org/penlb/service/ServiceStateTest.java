package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.listen.QuietDatagrams;

/** What a service goes by is published at once: its configuration, its servers, and what the operator ordered with them. */
@Timeout(60)
class ServiceStateTest {
    private static final int CHANGES = 20_000;
    private static final int ROUNDS = 1_000;

    private final Service service = QuietDatagrams.service(1, Protocol.STREAM, Selection.DEFAULT);

    /** The change of this number: its blacklist time and its server's weight tell it. */
    private static void change(Service service, int number, List<ServiceConfig.Blacklisting> orders) {
        ServiceConfig first = service.config();
        ServerConfig weighted = first.servers().getFirst().withWeight(number);
        var builder = new ServiceBuilder(first);
        builder.servers().set(0, weighted);
        builder.blacklist = Duration.ofSeconds(number);
        builder.blacklistings().addAll(orders);
        ServiceConfig config = builder.build();
        ServerTable old = service.balancer().table();
        Server changed = server(service).changed(weighted, server(service).address(), old.clientAccess());
        service.change(
                config,
                new ServerTable(List.of(changed), null, null, old.clientAccess(), old.selection()),
                service.tls());
    }

    private static Server server(Service service) {
        return service.balancer().table().servers().getFirst();
    }

    private long numberOfTable() {
        return server(service).config().weight();
    }

    private long numberOfConfig() {
        return service.config().blacklist().toSeconds();
    }

    @Test
    void whoever_saw_one_half_of_a_change_sees_the_other() throws InterruptedException {
        change(service, 1, List.of());
        var over = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int number = 2; number < CHANGES; number++) {
                change(service, number, List.of());
            }
            over.set(true);
        });
        long mixed = 0;
        while (!over.get()) {
            long config = numberOfConfig();
            mixed += numberOfTable() < config ? 1 : 0;
            long table = numberOfTable();
            mixed += numberOfConfig() < table ? 1 : 0;
        }
        writer.join();
        assertThat(mixed).as("halves of a change").isZero();
    }

    /** A client that comes in at that moment would be sent to a server that is to be left alone. */
    @Test
    void an_order_is_carried_out_when_its_change_is_seen() throws InterruptedException {
        int late = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Service changing = QuietDatagrams.service(1, Protocol.STREAM, Selection.DEFAULT);
            var begun = new CountDownLatch(1);
            var watched = new AtomicBoolean();
            Thread writer = Thread.ofPlatform().start(() -> {
                begun.countDown();
                while (!watched.get()) {
                    Thread.onSpinWait();
                }
                change(changing, 2, List.of(new ServiceConfig.Blacklisting(0, Duration.ofHours(1))));
            });
            begun.await(); // a thread takes far longer to begin than a change takes: to look all the while is for
            // nothing
            Server seen = server(changing);
            watched.set(true);
            while (seen.config().weight() != 2) {
                seen = server(changing);
            }
            late += seen.isBlacklisted(changing.balancer().now()) ? 0 : 1;
            writer.join();
        }
        assertThat(late).as("orders that came late").isZero();
    }
}

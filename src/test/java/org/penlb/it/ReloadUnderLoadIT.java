package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.it.ConfigFile.service;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Drops;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Servers and services come and go by reloads, one after the other, while clients and resolvers ask on: nothing is lost. */
@Tag("alone")
@Timeout(300)
class ReloadUnderLoadIT {
    private static final int RELOADS = Boolean.getBoolean("pen.long") ? 60 : 6;
    private static final int VISITORS = 6;
    private static final int RATE = 500;

    @TempDir
    Path folder;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong visits = new AtomicLong();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    @Test
    void nothing_is_lost() throws Exception {
        int web = Ports.free();
        int dns = Ports.freeForBoth();
        var file = new ConfigFile(folder);
        List<EchoServer> echoes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            echoes.add(new EchoServer("s" + i));
        }
        try (var names = new NameServers(3, folder);
                var pen = PenProcess.configuredBy(write(file, 0, web, dns, echoes, names).path)) {
            List<Thread> visitors = visitors(at(web));
            // Long enough for all reloads; whoever is quicker asks on.
            long droppedBefore = Drops.exceptAt(at(dns));
            try (var queries = Dnsperf.start(folder, at(dns), RELOADS * 2 * RATE, RATE)) {
                for (int i = 1; i <= RELOADS; i++) {
                    long before = visits.get();
                    write(file, i, web, dns, echoes, names);
                    String expected = "port " + echoes.get(i % 4).port() + " ";
                    Await.until("it is applied", () -> !says(file, expected));
                    Await.until("clients come", () -> visits.get() > before + 10);
                }
                over.set(true);
                for (Thread visitor : visitors) {
                    visitor.join();
                }
                Dnsperf.Result result = queries.await();
                assertThat(result.lost())
                        .as("queries lost, but for those that the kernel had no room for")
                        .isLessThanOrEqualTo(Drops.exceptAt(at(dns)) - droppedBefore);
                assertThat(result.good()).isEqualTo(result.sent() - result.lost());
            }
            assertThat(lost).isEmpty();
            assertThat(pen.said()).noneMatch(line -> line.contains("nothing is applied"));
        } finally {
            over.set(true);
            echoes.forEach(EchoServer::close);
        }
    }

    /** Each time another one of four servers is missing, and a service beside them comes or goes. */
    private static ConfigFile write(
            ConfigFile file, int round, int web, int dns, List<EchoServer> echoes, NameServers names) {
        List<String> servers =
                new ArrayList<>(echoes.stream().map(EchoServer::address).toList());
        servers.remove(round % 4);
        List<String> nameServers = new ArrayList<>(names.addresses());
        nameServers.remove(round % 3);
        JsonObject resolvers = service("dns", "udp://127.0.0.1:" + dns, nameServers)
                .put("protocol", "dns")
                .put("selection", "least");
        JsonObject clients = service("web", "tcp://127.0.0.1:" + web, servers);
        return round % 2 == 0
                ? file.write(clients, resolvers)
                : file.write(clients, service("more", "tcp://127.0.0.1:0", servers), resolvers);
    }

    private static boolean says(ConfigFile file, String part) {
        try {
            return file.penctl().say("servers").contains(part);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** Half of them come anew for each request, half stay. */
    private List<Thread> visitors(InetSocketAddress address) throws InterruptedException {
        var started = new CountDownLatch(VISITORS);
        List<Thread> visitors = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            boolean stays = i % 2 == 0;
            visitors.add(Thread.ofVirtual().start(() -> {
                started.countDown();
                if (stays) {
                    stay(address);
                } else {
                    comeAgain(address);
                }
            }));
        }
        started.await();
        return visitors;
    }

    private void stay(InetSocketAddress address) {
        try (Socket open = Visitor.connect("127.0.0.1", address)) {
            assertThat(Visitor.nameFrom(open)).startsWith("s");
            while (!over.get()) {
                if (!Visitor.echoes(open)) {
                    lost.add("an echo");
                    return;
                }
            }
        } catch (IOException e) {
            lost.add("an open connection: " + e);
        }
    }

    private void comeAgain(InetSocketAddress address) {
        while (!over.get()) {
            try {
                String name = Visitor.visit("127.0.0.1", address);
                if (!name.startsWith("s")) {
                    lost.add("a visit: \"" + name + "\"");
                }
                visits.incrementAndGet();
            } catch (IOException e) {
                lost.add("a visit: " + e);
            }
        }
    }
}

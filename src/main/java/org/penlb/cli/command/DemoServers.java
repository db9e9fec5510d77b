package org.penlb.cli.command;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;

/** The demo's HTTP servers. Each says its name, and who answered is told as it happens. */
final class DemoServers {
    private static final String HOST = "127.0.0.1";

    /** One server, which keeps its port when it is stopped and started. */
    private static final class Site {
        final String name;
        int port;
        int answers;

        @Nullable
        HttpServer server;

        Site(String name) {
            this.name = name;
        }
    }

    private final Vertx vertx;
    private final PrintWriter out;
    private final List<Site> sites = new ArrayList<>();

    DemoServers(Vertx vertx, List<String> names, PrintWriter out) {
        this.vertx = vertx;
        this.out = out;
        names.forEach(name -> sites.add(new Site(name)));
    }

    Future<Void> startAll() {
        return Future.all(sites.stream().map(this::start).toList()).mapEmpty();
    }

    List<Address> addresses() {
        return sites.stream()
                .<Address>map(site -> new Address.Inet(HOST, site.port))
                .toList();
    }

    /** Stops the server of this number if it runs, starts it if not. */
    synchronized void toggle(int number) {
        Site site = sites.get(number);
        HttpServer running = site.server;
        if (running == null) {
            start(site).onComplete(_ -> say(site.name + " is back"), e -> say(site.name + " cannot start: " + e));
        } else {
            site.server = null;
            running.close().onComplete(_ -> say(site.name + " is stopped: the others take over"));
        }
    }

    private Future<Void> start(Site site) {
        // HTTP/1.1 alone: a client that upgrades to HTTP/2 would keep its connection, and see one server only.
        return vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(request -> answer(site, request))
                .listen(site.port, HOST)
                .map(server -> started(site, server));
    }

    private synchronized @Nullable Void started(Site site, HttpServer server) {
        site.server = server;
        site.port = server.actualPort();
        return null;
    }

    private void answer(Site site, HttpServerRequest request) {
        request.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Connection", "close") // so that each reload is a client of its own
                .end(
                        "<!DOCTYPE html><title>%1$s</title><body style=\"background:%1$s;color:white;font:3em sans-serif\">"
                                        .formatted(site.name)
                                + site.name + " answers. Reload for the next server.\n");
        told(site, request.method() + " " + request.path());
    }

    private synchronized void told(Site site, String request) {
        site.answers++;
        var counts = new StringBuilder();
        sites.forEach(each -> counts.append("  ").append(each.name).append(' ').append(each.answers));
        say("%-5s answered %-20s%s".formatted(site.name, request, counts));
    }

    private synchronized void say(String what) {
        out.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  " + what);
        out.flush();
    }
}

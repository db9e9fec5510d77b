package org.penlb.web;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.admin.Certificates;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.TlsConfig;
import org.penlb.control.CommandRunner;
import org.penlb.listen.OperatorEndpoint;
import org.penlb.web.metrics.Metrics;

/**
 * The page in the browser, its API, metrics and health. It reads the state without stopping anybody, and changes it only
 * through commands, for those who know the token.
 */
public final class WebVerticle extends VerticleBase {
    static final String API = "/api/v1";
    /** Bytes. */
    static final int LONGEST_BODY = 64 * 1024;

    private static final Logger LOG = System.getLogger(WebVerticle.class.getName());
    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_HEADERS = 16 * 1024;
    /** Nothing is read and nothing is taken for so long: nobody is there any more. */
    private static final int IDLE_SECONDS = 90;

    private static final int BACKLOG = 128;

    private final Address listen;
    private final Administration pen;
    private final CommandRunner commands;
    private @Nullable HttpServer server;
    private @Nullable OperatorEndpoint endpoint;
    private @Nullable LiveStream live;
    private @Nullable Metrics metrics;
    private volatile @Nullable Map<String, Set<String>> endpoints;

    /**
     * @param listen where browsers come in
     * @param pen its configuration has the token that those have to know who change something; without one nobody does
     */
    public WebVerticle(Address listen, Administration pen, CommandRunner commands) {
        this.listen = listen;
        this.pen = pen;
        this.commands = commands;
    }

    /** What is read before browsers can come in. */
    private record Prepared(PageFiles files, Buffer openapi, Hosts hosts, Metrics metrics) {}

    /**
     * Opens the port.
     *
     * @return fails with a {@link org.penlb.config.ConfigException} that says why it cannot
     */
    @Override
    public Future<?> start() {
        var itsEndpoint = new OperatorEndpoint(
                vertx, "--web", listen, pen.config().control().socketMode());
        endpoint = itsEndpoint;
        return tls().compose(_ -> itsEndpoint.locate())
                .compose(where -> vertx.executeBlocking(() -> new Prepared(
                                PageFiles.load(),
                                PageFiles.read(PageFiles.OPENAPI),
                                Hosts.of(listen, where),
                                new Metrics(pen, OverviewJson.programVersion())))
                        .map(Objects::requireNonNull)
                        .compose(prepared -> itsEndpoint.open(where, serve(prepared)::listen))
                        .<Void>map(_ -> {
                            tell(where);
                            return null;
                        }))
                .recover(why -> {
                    pen.certificates().page().close();
                    return Future.failedFuture(why);
                });
    }

    /** Reads what browsers are shown, if TLS is spoken with them. */
    private Future<Void> tls() {
        TlsConfig tls = pen.config().web().tls();
        if (tls == null) {
            return Future.succeededFuture();
        }
        Certificates certificates = pen.certificates();
        return certificates
                .page()
                .open(tls)
                .<Void>map(_ -> {
                    certificates.tellEngine();
                    return null;
                })
                .recover(e -> Future.failedFuture(
                        e instanceof ConfigException ? new ConfigException("web.tls: " + e.getMessage()) : e));
    }

    private HttpServerOptions options() {
        var options = new HttpServerOptions()
                .setReuseAddress(true)
                .setAcceptBacklog(BACKLOG)
                .setTcpKeepAlive(true)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        TlsConfig tls = pen.config().web().tls();
        return tls == null
                ? options
                : PageEngines.use(options, pen.certificates().page()::engine, tls.handshakes());
    }

    private HttpServer serve(Prepared prepared) {
        var httpConnections = new HttpConnections(vertx);
        // Nobody waits for it: a name server that is down keeps no balancer from its start.
        vertx.executeBlocking(Executors.callable(prepared.hosts()::learn), false);
        HttpServerOptions options = options();
        HttpServer opened = vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    RequestFraming.guard(connection, options);
                    httpConnections.arrived(connection);
                })
                .invalidRequestHandler(Errors::answerInvalid)
                .exceptionHandler(e -> LOG.log(Level.DEBUG, "web: {0}", Errors.words(e)))
                .requestHandler(router(prepared, httpConnections));
        server = opened;
        metrics = prepared.metrics();
        return opened;
    }

    private Router router(Prepared prepared, HttpConnections httpConnections) {
        Router router = Router.router(vertx);
        router.route().handler(httpConnections::asks);
        router.route().handler(request -> {
            SecurityHeaders.put(request.response());
            request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            prepared.hosts().check(request.request());
            Origins.check(request.request());
            RequestParameters.check(request);
            request.next();
        });
        router.route().failureHandler(Errors::answer);
        var all = new Endpoints(router);
        var answers = new Answers(vertx);
        var guard = new Guard(() -> pen.isGuarded() ? null : pen.config().web().token(), pen::notice);
        var snapshots = new Snapshots(answers, () -> OverviewJson.of(pen, guard.isReadOnly()));
        var stream = new LiveStream(vertx, snapshots, pen.events().recent(), httpConnections);
        new StateRoutes(pen, commands, answers, snapshots, prepared.openapi()).addTo(all);
        new PageRoutes(pen, answers).addTo(all);
        new ActionRoutes(pen, commands, answers, guard).addTo(all);
        new OperationsRoutes(vertx, pen, answers, prepared.metrics()).addTo(all);
        all.read(API + "/live", Set.of("text/event-stream"), stream::watch);
        prepared.files().serve(all);
        all.complete();
        live = stream;
        endpoints = all.all();
        return router;
    }

    private void tell(SocketAddress where) {
        LOG.log(
                Level.INFO,
                "the page is at {0}{1}",
                place(where),
                pen.config().web().token() == null ? ", and changes nothing without a token" : "");
    }

    private String place(SocketAddress where) {
        HttpServer opened = server;
        if (opened == null || !(Address.of(where) instanceof Address.Inet inet)) {
            return listen.toString();
        }
        String scheme = pen.certificates().page().isOpen() ? "https://" : "http://";
        return scheme + new Address.Inet(inet.host(), opened.actualPort()) + "/";
    }

    /** Where it listens, with the real port where 0 was asked for; -1 for a Unix socket or before the start. */
    public int port() {
        return server == null ? -1 : server.actualPort();
    }

    /** Each path with its methods, as OpenAPI writes paths; empty before the start. */
    Map<String, Set<String>> endpoints() {
        Map<String, Set<String>> all = endpoints;
        return all == null ? Map.of() : all;
    }

    /** Closes the port, and what comes through it. */
    @Override
    public Future<?> stop() {
        if (live != null) {
            live.close();
        }
        if (metrics != null) {
            metrics.close();
        }
        pen.certificates().page().close();
        Future<Void> closed = server == null ? Future.succeededFuture() : server.close();
        return endpoint == null ? closed : closed.eventually(endpoint::close);
    }
}

package org.penlb.listen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.penlb.PenVerticle;
import org.penlb.admin.Machine;
import org.penlb.config.RelayKind;
import org.penlb.config.json.JsonConfig;
import org.penlb.service.Service;

/** Pen in this process with the services of a configuration. */
public final class JsonPen implements AutoCloseable {
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
    private final PenVerticle pen;
    /** They can be asked when it has ended, too. */
    private List<Service> services = List.of();

    private JsonPen(RelayKind relay, JsonObject... services) {
        var json = new JsonObject()
                .put("services", new JsonArray(List.of(services)))
                .put("relay", relay.name().toLowerCase(Locale.ROOT))
                .put("eventLoops", 1);
        pen = new PenVerticle(JsonConfig.read(json, Machine.context(1)));
    }

    /** Starts it over this relay. */
    public static JsonPen start(RelayKind relay, JsonObject... services) {
        var here = new JsonPen(relay, services);
        try {
            await(here.vertx.deployVerticle(here.pen));
            here.services = here.pen.listeners().stream().map(Listener::service).toList();
            return here;
        } catch (RuntimeException e) {
            here.close();
            throw e;
        }
    }

    /** A service with these servers. */
    public static JsonObject service(String name, String listen, Object... servers) {
        return new JsonObject().put("name", name).put("listen", listen).put("servers", new JsonArray(List.of(servers)));
    }

    /** Where the first service's clients come in. */
    public InetSocketAddress address() {
        return (InetSocketAddress) pen.addresses().getFirst();
    }

    public Service service(int index) {
        return services.get(index);
    }

    public PenVerticle verticle() {
        return pen;
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}

package org.penlb.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessToken;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/** Lets those change something who know the token. Those who guess are told less and less whether it was wrong. */
final class Guard {
    private static final Logger LOG = System.getLogger(Guard.class.getName());
    private static final String SCHEME = "bearer ";
    /** The part of an IPv6 address that its owner has been given: he is one, however many addresses he makes of the rest. */
    private static final long ALL_HOSTS = 0;

    private final Supplier<@Nullable AccessToken> token;
    private final Supplier<@Nullable String> closed;
    private final FailureLimit failures = new FailureLimit(System::nanoTime);
    private long told = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

    /**
     * @param token what is to be known now; null lets nobody change anything
     * @param closed why that is so though there is a token, a sentence; null if there is none
     */
    Guard(Supplier<@Nullable AccessToken> token, Supplier<@Nullable String> closed) {
        this.token = token;
        this.closed = closed;
    }

    /** Whether nobody can change anything. */
    boolean isReadOnly() {
        return token.get() == null;
    }

    /** Refuses a request that does not bring the token. */
    void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        AccessToken expected = token.get();
        if (expected == null) {
            String why = closed.get();
            if (why != null) {
                throw new HttpError(403, why);
            }
            throw new HttpError(
                    403,
                    "this Pen is read-only here: it has no token (expected: --web-token-file FILE, or web.token in the configuration)");
        }
        String claimed = claimed(request.headers().getAll(HttpHeaders.AUTHORIZATION));
        if (claimed == null) {
            throw new HttpError(401, "the token is missing (expected: the header Authorization: Bearer TOKEN)");
        }
        if (!expected.isKnownAs(claimed)) { // asked first: who knows it gets in, whatever others do at his address
            throw wrong(who(request.remoteAddress()));
        }
    }

    private HttpError wrong(String who) {
        int wait = failures.secondsToWait(who);
        if (wait > 0) {
            return new HttpError(
                    429,
                    "the token is wrong, as too many were before (expected: the right one, or " + wait + " s without)",
                    wait);
        }
        failures.wasWrong(who);
        tell(who);
        return new HttpError(401, "the token is wrong");
    }

    /** The token that somebody claims to know; null if he claims none. */
    private static @Nullable String claimed(List<String> headers) {
        if (headers.size() > 1) { // a proxy may have judged another one than we would
            throw new HttpError(400, "the header Authorization is there twice");
        }
        String header = headers.isEmpty() ? "" : headers.getFirst();
        return header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? header.substring(SCHEME.length()).strip()
                : null;
    }

    /** Who counts as one. */
    private static String who(@Nullable SocketAddress address) {
        String host = address == null ? null : address.hostAddress();
        if (host == null) {
            return "unix";
        }
        try {
            IpAddress ip = IpAddress.parse(host.replaceFirst("%.*", ""));
            return ip.isV4() ? ip.toString() : new IpAddress(ip.high(), ALL_HOSTS) + "/64";
        } catch (ConfigException _) {
            return host;
        }
    }

    /** Not each time: he may come often. */
    private void tell(String who) {
        long now = System.nanoTime();
        if (now - told > TimeUnit.MINUTES.toNanos(1)) {
            told = now;
            LOG.log(Level.WARNING, "web: {0} came with a wrong token", who);
        }
    }
}

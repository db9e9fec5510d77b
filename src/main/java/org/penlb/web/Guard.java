package org.penlb.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessToken;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/** Lets those change something who know the token. Those who guess have to wait. */
final class Guard {
    private static final Logger LOG = System.getLogger(Guard.class.getName());
    private static final String SCHEME = "bearer ";
    /** The part of an IPv6 address that its owner has been given: he is one, however many addresses he makes of the rest. */
    private static final long ALL_HOSTS = 0;

    private final Supplier<@Nullable AccessToken> token;
    private final FailureLimit failures = new FailureLimit(System::nanoTime);
    private long told = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

    /**
     * @param token what is to be known now; null lets nobody change anything
     */
    Guard(Supplier<@Nullable AccessToken> token) {
        this.token = token;
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
            throw new HttpError(
                    403,
                    "this Pen is read-only here: it has no token (expected: --web-token-file FILE, or web.token in the configuration)");
        }
        String who = who(request.remoteAddress());
        int wait = failures.secondsToWait(who);
        if (wait > 0) {
            throw new HttpError(429, "too many wrong tokens: try again in " + wait + " s", wait);
        }
        String claimed = claimed(request.getHeader("Authorization"));
        if (claimed == null) {
            throw new HttpError(401, "the token is missing (expected: the header Authorization: Bearer TOKEN)");
        }
        if (!expected.isKnownAs(claimed)) {
            failures.wasWrong(who);
            tell(who);
            throw new HttpError(401, "the token is wrong");
        }
        failures.wasRight(who);
    }

    private static @Nullable String claimed(@Nullable String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return null;
        }
        return header.substring(SCHEME.length()).strip();
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

package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.FastClose;
import org.penlb.config.IpAddress;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.TrustedProxies;

/** What is said of a service's connections. */
final class StreamKeys {
    private static final String NEVER = "never";
    private static final ServiceBuilder USUAL = new ServiceBuilder("", new Address.Inet("0.0.0.0", 0), 1);

    private StreamKeys() {}

    static void add(JsonSection<ServiceBuilder> keys) {
        times(keys);
        sockets(keys);
        contents(keys);
    }

    private static void times(JsonSection<ServiceBuilder> keys) {
        keys.key(
                        "connectTimeout",
                        (value, service) -> service.connectTimeout = Durations.readPositive(value),
                        service -> service.connectTimeout.equals(USUAL.connectTimeout)
                                ? null
                                : Durations.write(service.connectTimeout))
                .key(
                        "idleTimeout",
                        (value, service) -> service.idleTimeout = Durations.readOr(NEVER, value),
                        service -> JsonSection.unless(NEVER, Durations.writeOr(NEVER, service.idleTimeout)));
    }

    private static void sockets(JsonSection<ServiceBuilder> keys) {
        keys.key(
                        "noDelay",
                        (value, service) -> service.noDelay = value.flag(),
                        service -> JsonSection.unless(USUAL.noDelay, service.noDelay))
                .key(
                        "keepAlive",
                        (value, service) -> service.keepAlive = value.flag(),
                        service -> JsonSection.unless(USUAL.keepAlive, service.keepAlive))
                .key(
                        "fastClose",
                        (value, service) -> service.fastClose = fastClose(value.text()),
                        service -> JsonSection.unless(word(USUAL.fastClose), word(service.fastClose)))
                .key(
                        "source",
                        (value, service) -> service.source = Literals.read(value.text()),
                        service -> text(service.source))
                .key(
                        "backlog",
                        (value, service) -> service.backlog = value.number(),
                        service -> JsonSection.unless(USUAL.backlog, service.backlog))
                .key(
                        "multiAccept",
                        (value, service) -> service.multiAccept = value.number(),
                        service -> JsonSection.unless(USUAL.multiAccept, service.multiAccept))
                .key(
                        "idlers",
                        (value, service) -> service.idlers = value.number(),
                        service -> JsonSection.unless(USUAL.idlers, service.idlers))
                .key(
                        "transparent",
                        (value, service) -> service.transparent = value.flag(),
                        service -> JsonSection.unless(USUAL.transparent, service.transparent));
    }

    private static void contents(JsonSection<ServiceBuilder> keys) {
        keys.key(
                        "forwardedFor",
                        (value, service) -> service.http = value.flag(),
                        service -> JsonSection.unless(USUAL.http, service.http))
                .key(
                        "forwarded",
                        (value, service) -> service.forwarding = service.forwarding.withForwarded(value.flag()),
                        service -> JsonSection.unless(USUAL.forwarding.forwarded(), service.forwarding.forwarded()))
                .key(
                        "trustedProxies",
                        (value, service) -> service.forwarding =
                                service.forwarding.withTrustedProxies(Networks.read(value, TrustedProxies::new)),
                        service -> write(service.forwarding.trustedProxies()))
                .key(
                        "dummy",
                        (value, service) -> service.dummy = value.flag(),
                        service -> JsonSection.unless(USUAL.dummy, service.dummy));
    }

    private static FastClose fastClose(String word) {
        for (FastClose value : FastClose.values()) {
            if (word(value).equals(word)) {
                return value;
            }
        }
        throw new ConfigException(Found.shown(word) + " is not \"off\", \"up\", \"down\" or \"both\"");
    }

    private static String word(FastClose value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(@Nullable IpAddress address) {
        return address == null ? null : address.toString();
    }

    private static @Nullable JsonArray write(@Nullable TrustedProxies proxies) {
        return proxies == null ? null : Networks.write(proxies.networks(), proxies.unix());
    }
}

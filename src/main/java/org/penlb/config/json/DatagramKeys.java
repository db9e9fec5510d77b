package org.penlb.config.json;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.penlb.config.DatagramOptions;
import org.penlb.config.DnsOptions;
import org.penlb.config.ServiceBuilder;

/** What is said of UDP and DNS. */
final class DatagramKeys {
    private static final String NEVER = "never";
    private static final DatagramOptions UDP = DatagramOptions.DEFAULT;
    private static final DnsOptions DNS = DnsOptions.DEFAULT;
    private static final DnsOptions.Check CHECK = DNS.check();

    private DatagramKeys() {}

    static JsonSection<ServiceBuilder> udp() {
        return new JsonSection<ServiceBuilder>()
                .key(
                        "sessionTimeout",
                        (value, service) ->
                                service.datagrams = service.datagrams.withSessionTimeout(Durations.readPositive(value)),
                        service -> unless(UDP.sessionTimeout(), service.datagrams.sessionTimeout()))
                .key(
                        "responses",
                        (value, service) -> service.datagrams = service.datagrams.withResponses(value.number()),
                        service -> JsonSection.unless(UDP.responses(), service.datagrams.responses()))
                .key(
                        "responseTimeout",
                        (value, service) -> service.datagrams =
                                service.datagrams.withResponseTimeout(Durations.readPositive(value)),
                        service -> unless(UDP.responseTimeout(), service.datagrams.responseTimeout()))
                .key(
                        "resend",
                        (value, service) -> service.datagrams = service.datagrams.withResend(value.flag()),
                        service -> JsonSection.unless(UDP.resend(), service.datagrams.resend()))
                .key(
                        "receiveBuffer",
                        (value, service) -> service.datagrams = service.datagrams.withReceiveBuffer(value.number()),
                        service -> JsonSection.unless(UDP.receiveBuffer(), service.datagrams.receiveBuffer()));
    }

    static JsonSection<ServiceBuilder> dns() {
        return new JsonSection<ServiceBuilder>()
                .key(
                        "rescue",
                        (value, service) -> service.dns = service.dns.withRescue(value.flag()),
                        service -> JsonSection.unless(DNS.rescue(), service.dns.rescue()))
                .key(
                        "rescueBudget",
                        (value, service) -> service.dns = service.dns.withRescueBudget(value.number()),
                        service -> JsonSection.unless(DNS.rescueBudget(), service.dns.rescueBudget()))
                .key(
                        "queryTimeout",
                        (value, service) -> service.dns = service.dns.withQueryTimeout(Durations.readPositive(value)),
                        service -> unless(DNS.queryTimeout(), service.dns.queryTimeout()))
                .object("check", check());
    }

    private static JsonSection<ServiceBuilder> check() {
        return new JsonSection<ServiceBuilder>()
                .key(
                        "name",
                        (value, service) -> check(
                                service,
                                service.dns
                                        .check()
                                        .withQuery(
                                                value.text(),
                                                service.dns.check().type())),
                        service -> JsonSection.unless(
                                CHECK.name(), service.dns.check().name()))
                .key(
                        "type",
                        (value, service) -> check(
                                service,
                                service.dns
                                        .check()
                                        .withQuery(service.dns.check().name(), value.text())),
                        service -> JsonSection.unless(
                                CHECK.type(), service.dns.check().type()))
                .key(
                        "interval",
                        (value, service) ->
                                check(service, service.dns.check().withInterval(Durations.readOr(NEVER, value))),
                        service -> service.dns.check().interval().equals(CHECK.interval())
                                ? null
                                : Durations.writeOr(NEVER, service.dns.check().interval()))
                .key(
                        "rise",
                        (value, service) -> check(service, service.dns.check().withRise(value.number())),
                        service -> JsonSection.unless(
                                CHECK.rise(), service.dns.check().rise()))
                .key(
                        "fall",
                        (value, service) -> check(service, service.dns.check().withFall(value.number())),
                        service -> JsonSection.unless(
                                CHECK.fall(), service.dns.check().fall()));
    }

    private static void check(ServiceBuilder service, DnsOptions.Check check) {
        service.dns = service.dns.withCheck(check);
    }

    private static @Nullable String unless(Duration usual, Duration value) {
        return value.equals(usual) ? null : Durations.write(value);
    }
}

package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.Discovery;
import org.penlb.config.cluster.SharedSecret;

/** What is said of the instances that share what they know. */
final class ClusterSection {
    static final String EVENT_BUS = "eventBus";

    private static final String MEMBERS = "members";
    private static final String DNS_NAME = "dnsName";
    private static final String MULTICAST = "multicast";
    private static final String ONE_OF_THEM = "exactly one of " + MEMBERS + ", " + DNS_NAME + ", " + MULTICAST;

    private final ConfigContext context;
    private final JsonAddresses endpoints;

    ClusterSection(ConfigContext context) {
        this.context = context;
        this.endpoints = new JsonAddresses(context.arguments());
    }

    /** A cluster in the making. */
    static final class Draft {
        private String name = ClusterConfig.USUAL_NAME;
        private Address.Inet listen = ClusterConfig.USUAL_LISTEN;
        private Address.@Nullable Inet eventBus;
        private @Nullable Discovery discovery;
        private @Nullable SharedSecret secret;
        private ClusterConfig.Ejection ejection = ClusterConfig.Ejection.VOTE;
        private Duration maxClockAhead = ClusterConfig.USUAL_CLOCK_AHEAD;
        private @Nullable Path certificate;
        private @Nullable Path key;
        private @Nullable Path authority;

        private Draft() {}

        private Draft(ClusterConfig config) {
            name = config.name();
            listen = config.listen();
            eventBus = config.eventBus();
            discovery = config.discovery();
            secret = config.secret();
            ejection = config.ejection();
            maxClockAhead = config.maxClockAhead();
            ClusterConfig.Keys keys = config.keys();
            if (keys != null) {
                certificate = keys.certificate();
                key = keys.key();
                authority = keys.authority();
            }
        }

        private ClusterConfig build() {
            return new ClusterConfig(
                    name,
                    listen,
                    eventBus,
                    Objects.requireNonNull(discovery),
                    secret,
                    ejection,
                    maxClockAhead,
                    certificate == null || key == null || authority == null
                            ? null
                            : new ClusterConfig.Keys(certificate, key, authority));
        }
    }

    void read(Value value, PenBuilder pen) {
        var draft = new Draft();
        keys().read(value, draft);
        Problems problems = value.problems();
        ConfigPlace place = value.place();
        boolean isDiscoveryWrong =
                Stream.of(MEMBERS, DNS_NAME, MULTICAST).anyMatch(key -> problems.hasWithin(place.at(key)));
        if (draft.discovery == null && !isDiscoveryWrong) {
            problems.add(place, "does not say how the others are found (expected: " + ONE_OF_THEM + ")");
        }
        if (!problems.hasWithin(place)) {
            try {
                pen.cluster = draft.build();
            } catch (ConfigException e) {
                String error = String.valueOf(e.getMessage());
                problems.add(PenNames.placeInCluster(place, error), PenNames.without(error));
            }
        }
    }

    @Nullable
    JsonObject write(PenBuilder pen) {
        return pen.cluster == null ? null : keys().write(new Draft(pen.cluster));
    }

    JsonSection<Draft> keys() {
        return new JsonSection<Draft>()
                .key(
                        "name",
                        (value, draft) -> draft.name = ServiceReader.name(value),
                        draft -> JsonSection.unless(ClusterConfig.USUAL_NAME, draft.name))
                .key(
                        ServiceReader.LISTEN,
                        (value, draft) -> draft.listen = endpoints.hostAndPort(value, ClusterConfig.USUAL_PORT),
                        draft -> JsonSection.unless(address(ClusterConfig.USUAL_LISTEN), address(draft.listen)))
                .key(
                        EVENT_BUS,
                        (value, draft) -> draft.eventBus = endpoints.hostAndPort(value),
                        draft -> address(draft.eventBus))
                .key(
                        MEMBERS,
                        this::readMembers,
                        draft -> draft.discovery instanceof Discovery.Members members ? written(members) : null)
                .key(
                        DNS_NAME,
                        (value, draft) ->
                                found(draft, new Discovery.Dns(endpoints.hostAndPort(value, ClusterConfig.USUAL_PORT))),
                        draft -> draft.discovery instanceof Discovery.Dns dns ? address(dns.name()) : null)
                .key(
                        MULTICAST,
                        (value, draft) -> {
                            if (value.flag()) {
                                found(draft, new Discovery.Multicast());
                            }
                        },
                        draft -> draft.discovery instanceof Discovery.Multicast ? true : null)
                .key(
                        "secretFile",
                        (value, draft) -> draft.secret = secretIn(value),
                        draft -> draft.secret == null ? null : name(draft.secret.file()))
                .key(
                        "ejection",
                        (value, draft) -> draft.ejection = ejection(value.text()),
                        draft -> JsonSection.unless(word(ClusterConfig.Ejection.VOTE), word(draft.ejection)))
                .key(
                        "maxClockAhead",
                        (value, draft) -> draft.maxClockAhead = Durations.readPositive(value),
                        draft -> draft.maxClockAhead.equals(ClusterConfig.USUAL_CLOCK_AHEAD)
                                ? null
                                : Durations.write(draft.maxClockAhead))
                .object("tls", tls());
    }

    private JsonSection<Draft> tls() {
        return new JsonSection<Draft>()
                .key("certificate", (value, draft) -> draft.certificate = file(value), draft -> name(draft.certificate))
                .key("key", (value, draft) -> draft.key = file(value), draft -> name(draft.key))
                .key("authority", (value, draft) -> draft.authority = file(value), draft -> name(draft.authority));
    }

    private void readMembers(Value list, Draft draft) {
        var addresses = new ArrayList<Address.Inet>();
        for (Value item : list.items()) {
            Address.Inet address = item.<Address.@Nullable Inet>orElse(
                    null, text -> endpoints.hostAndPort(text, ClusterConfig.USUAL_PORT));
            if (address != null) {
                addresses.add(address);
            }
        }
        if (addresses.size() == list.items().size()) { // else it is noted which of them is wrong
            found(draft, new Discovery.Members(addresses));
        }
    }

    private static JsonArray written(Discovery.Members members) {
        var list = new JsonArray();
        members.addresses().forEach(address -> list.add(JsonAddresses.write(address)));
        return list;
    }

    private static void found(Draft draft, Discovery discovery) {
        if (draft.discovery != null) {
            throw new ConfigException(
                    "there is another way to find the others already (expected: " + ONE_OF_THEM + ")");
        }
        draft.discovery = discovery;
    }

    private SharedSecret secretIn(Value value) {
        Path file = file(value);
        return context.secrets().read(file, line -> new SharedSecret(line, file));
    }

    private static ClusterConfig.Ejection ejection(String word) {
        for (ClusterConfig.Ejection ejection : ClusterConfig.Ejection.values()) {
            if (word(ejection).equals(word)) {
                return ejection;
            }
        }
        throw new ConfigException(Found.shown(word) + " is not \"vote\" or \"local\"");
    }

    private static String word(ClusterConfig.Ejection ejection) {
        return ejection.name().toLowerCase(Locale.ROOT);
    }

    private Path file(Value value) {
        return FileNames.name(value, context.folder());
    }

    private static @Nullable String address(Address.@Nullable Inet address) {
        return address == null ? null : JsonAddresses.write(address);
    }

    private static @Nullable String name(@Nullable Path file) {
        return file == null ? null : file.toString();
    }
}

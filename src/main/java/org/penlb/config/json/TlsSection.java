package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.tls.CipherString;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.HandshakeLimits;
import org.penlb.config.tls.TicketSecret;
import org.penlb.config.tls.Tickets;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsConfig;
import org.penlb.config.tls.TlsVersion;

/** How TLS is spoken with clients. */
final class TlsSection {
    private final ConfigContext context;
    private final CertificateKeys certificates;

    TlsSection(ConfigContext context) {
        this.context = context;
        this.certificates = new CertificateKeys(context.folder());
    }

    void read(Value value, ServiceBuilder service) {
        service.tls = read(value);
    }

    @Nullable
    JsonObject write(ServiceBuilder service) {
        return service.tls == null ? null : write(service.tls);
    }

    /** TLS as it is said, or null if something about it is wrong, which is noted then. */
    @Nullable
    TlsConfig read(Value value) {
        var builder = new TlsBuilder();
        keys().read(value, builder);
        return placed(value, builder::build);
    }

    JsonObject write(TlsConfig config) {
        return keys().write(new TlsBuilder(config));
    }

    /** What it builds, or null if something within is wrong; errors begin with the key that they are about. */
    static <T> @Nullable T placed(Value value, Supplier<T> build) {
        if (value.problems().hasWithin(value.place())) {
            return null;
        }
        try {
            return build.get();
        } catch (ConfigException e) {
            String error = String.valueOf(e.getMessage());
            int end = error.indexOf(": ");
            value.problems().add(value.place().at(error.substring(0, end)), error.substring(end + 2));
            return null;
        }
    }

    JsonSection<TlsBuilder> keys() {
        return new JsonSection<TlsBuilder>()
                .key(
                        "certificates",
                        (value, tls) -> tls.certificates = all(value, certificates::read),
                        tls -> list(tls.certificates, certificates::write))
                .key("directory", (value, tls) -> tls.directory = file(value), tls -> text(tls.directory))
                .key("versions", (value, tls) -> tls.versions = versions(value), tls -> written(tls.versions))
                .key(
                        "ciphers",
                        (value, tls) -> tls.ciphers = new CipherString(value.text()),
                        tls -> tls.ciphers == null ? null : tls.ciphers.text())
                .key("alpn", (value, tls) -> tls.alpn = all(value, Value::text), tls -> list(tls.alpn, name -> name))
                .key(
                        "clientCa",
                        (value, tls) -> tls.clientCa = value.isText() ? List.of(file(value)) : all(value, this::file),
                        tls -> tls.clientCa.size() == 1
                                ? text(tls.clientCa.getFirst())
                                : list(tls.clientCa, Path::toString))
                .key(
                        "clientAuth",
                        (value, tls) -> tls.clientAuth = ClientAuth.of(value.text()),
                        tls -> JsonSection.unless(ClientAuth.NONE.word(), tls.clientAuth.word()))
                .object("tickets", tickets())
                .object("handshakes", handshakes());
    }

    private JsonSection<TlsBuilder> tickets() {
        return new JsonSection<TlsBuilder>()
                .key(
                        "secretFile",
                        (value, tls) -> tls.tickets = new Tickets(secretIn(value), tls.tickets.rotate()),
                        tls -> tls.tickets.secret() == null
                                ? null
                                : text(tls.tickets.secret().file()))
                .key(
                        "rotate",
                        (value, tls) -> tls.tickets =
                                unnamed(() -> new Tickets(tls.tickets.secret(), Durations.readPositive(value))),
                        tls -> tls.tickets.rotate().equals(Tickets.DEFAULT.rotate())
                                ? null
                                : Durations.write(tls.tickets.rotate()));
    }

    private static JsonSection<TlsBuilder> handshakes() {
        HandshakeLimits usual = HandshakeLimits.DEFAULT;
        return new JsonSection<TlsBuilder>()
                .key(
                        "max",
                        (value, tls) -> tls.handshakes = new HandshakeLimits(
                                value.number(), tls.handshakes.perClient(), tls.handshakes.timeout()),
                        tls -> JsonSection.unless(usual.max(), tls.handshakes.max()))
                .key(
                        "perClient",
                        (value, tls) -> tls.handshakes =
                                new HandshakeLimits(tls.handshakes.max(), value.number(), tls.handshakes.timeout()),
                        tls -> JsonSection.unless(usual.perClient(), tls.handshakes.perClient()))
                .key(
                        "timeout",
                        (value, tls) -> tls.handshakes = new HandshakeLimits(
                                tls.handshakes.max(), tls.handshakes.perClient(), Durations.readPositive(value)),
                        tls -> tls.handshakes.timeout().equals(usual.timeout())
                                ? null
                                : Durations.write(tls.handshakes.timeout()));
    }

    /** An error whose first words name the place is told without them: its place is known here. */
    private static <T> T unnamed(Supplier<T> read) {
        try {
            return read.get();
        } catch (ConfigException e) {
            String error = String.valueOf(e.getMessage()).replaceFirst("^tickets\\.rotate: ", "");
            throw e.saying(error);
        }
    }

    private TicketSecret secretIn(Value value) {
        Path file = file(value);
        return context.secrets().read(file, line -> new TicketSecret(line, file));
    }

    private static Set<TlsVersion> versions(Value value) {
        Set<TlsVersion> versions = EnumSet.noneOf(TlsVersion.class);
        versions.addAll(all(value, item -> TlsVersion.of(item.text())));
        return versions;
    }

    private static @Nullable JsonArray written(Set<TlsVersion> versions) {
        return versions.size() == TlsVersion.values().length
                ? null
                : list(Stream.of(TlsVersion.values()).filter(versions::contains).toList(), TlsVersion::number);
    }

    /** What of a list can be read; what cannot is noted. */
    private static <T> List<T> all(Value list, Function<Value, T> reader) {
        var all = new ArrayList<T>();
        for (Value item : list.items()) {
            T read = item.<@Nullable T>orElse(null, known -> reader.apply(known));
            if (read != null) {
                all.add(read);
            }
        }
        return all;
    }

    private static <T> @Nullable JsonArray list(Collection<T> values, Function<T, Object> writer) {
        return values.isEmpty()
                ? null
                : new JsonArray(values.stream().map(writer).toList());
    }

    private Path file(Value value) {
        return FileNames.name(value, context.folder());
    }

    private static @Nullable String text(@Nullable Path file) {
        return file == null ? null : file.toString();
    }
}

package org.penlb.config.json;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessToken;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ControlConfig;
import org.penlb.config.PenBuilder;
import org.penlb.config.RelayKind;
import org.penlb.config.WebConfig;
import org.penlb.config.tls.TlsConfig;

/** What is said of Pen as a whole, besides its services. */
final class PenKeys {
    private static final int OCTAL = 8;

    private final ConfigContext context;
    private final boolean secrets;
    private final JsonAddresses endpoints;
    private final ClusterSection cluster;
    private final TlsSection tls;

    /**
     * @param secrets whether the token is written
     */
    PenKeys(ConfigContext context, boolean secrets) {
        this.context = context;
        this.secrets = secrets;
        this.endpoints = new JsonAddresses(context.arguments());
        this.cluster = new ClusterSection(context);
        this.tls = new TlsSection(context);
    }

    JsonSection<PenBuilder> keys() {
        return new JsonSection<PenBuilder>()
                .object("control", control())
                .object("web", web())
                .key("cluster", cluster::read, cluster::write)
                .key(
                        "relay",
                        (value, pen) -> pen.relay = relay(value.text()),
                        pen -> JsonSection.unless(word(RelayKind.AUTO), word(pen.relay)))
                .key(
                        "eventLoops",
                        (value, pen) -> pen.eventLoops = value.number(),
                        pen -> JsonSection.unless(context.eventLoops(), pen.eventLoops))
                .key(
                        "geoip",
                        (value, pen) -> pen.geoip = FileNames.name(value, context.folder()),
                        pen -> name(pen.geoip))
                .object("debug", debug());
    }

    private JsonSection<PenBuilder> control() {
        return new JsonSection<PenBuilder>()
                .key("listen", (value, pen) -> pen.control = endpoints.loopback(value), pen -> address(pen.control))
                .key(
                        "acl",
                        (value, pen) -> pen.controlAcl = value.number(),
                        pen -> JsonSection.unless(0, pen.controlAcl))
                .key(
                        "mode",
                        (value, pen) -> pen.controlMode = mode(value.text()),
                        pen -> JsonSection.unless(mode(ControlConfig.PRIVATE), mode(pen.controlMode)))
                .key(
                        "commandFile",
                        (value, pen) -> pen.commandFile = FileNames.name(value, context.folder()),
                        pen -> name(pen.commandFile))
                .key(
                        "exit",
                        (value, pen) -> pen.exitEnabled = value.flag(),
                        pen -> JsonSection.unless(false, pen.exitEnabled))
                .key(
                        "asRoot",
                        (value, pen) -> pen.commandsAsRoot = value.flag(),
                        pen -> JsonSection.unless(false, pen.commandsAsRoot));
    }

    private JsonSection<PenBuilder> web() {
        return new JsonSection<PenBuilder>()
                .key("listen", (value, pen) -> pen.web = endpoints.loopback(value), pen -> address(pen.web))
                .key("token", (value, pen) -> pen.webToken = new AccessToken(value.text()), this::token)
                .key(
                        "tokenFile",
                        (value, pen) -> pen.webToken = tokenIn(value, pen.webToken),
                        _ -> null) // what was in the file is known, its name is not
                .key(
                        "tls",
                        (value, pen) -> pen.webTls = webTls(value),
                        pen -> pen.webTls == null ? null : tls.write(pen.webTls));
    }

    private @Nullable TlsConfig webTls(Value value) {
        TlsConfig read = tls.read(value);
        return read == null
                ? null
                : TlsSection.placed(value, () -> {
                    WebConfig.checkTls(read);
                    return read;
                });
    }

    private @Nullable String token(PenBuilder pen) {
        AccessToken token = pen.webToken;
        return token == null || !secrets ? null : token.value();
    }

    private AccessToken tokenIn(Value value, @Nullable AccessToken known) {
        if (known != null) {
            throw new ConfigException("there is a token already (expected: either \"token\" or \"tokenFile\")");
        }
        return context.secrets().read(FileNames.name(value, context.folder()), AccessToken::new);
    }

    private static JsonSection<PenBuilder> debug() {
        return new JsonSection<PenBuilder>()
                .key("level", (value, pen) -> pen.debug = value.number(), pen -> JsonSection.unless(0, pen.debug))
                .key("ascii", (value, pen) -> pen.ascii = value.flag(), pen -> JsonSection.unless(false, pen.ascii));
    }

    private static RelayKind relay(String word) {
        for (RelayKind kind : RelayKind.values()) {
            if (word(kind).equals(word)) {
                return kind;
            }
        }
        throw new ConfigException(Found.shown(word) + " is not \"auto\", \"socket\" or \"channel\"");
    }

    private static String word(RelayKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static int mode(String text) {
        if (!text.matches("0?[0-7]{3}")) {
            throw new ConfigException(
                    Found.shown(text) + " is not three octal digits (expected: such as \"0600\" or \"0660\")");
        }
        return Integer.parseInt(text, OCTAL);
    }

    private static String mode(int mode) {
        return "0%03o".formatted(mode);
    }

    private static @Nullable String address(@Nullable Address address) {
        return address == null ? null : JsonAddresses.write(address);
    }

    private static @Nullable String name(@Nullable Path file) {
        return file == null ? null : file.toString();
    }
}

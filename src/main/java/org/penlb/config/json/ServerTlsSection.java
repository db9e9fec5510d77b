package org.penlb.config.json;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.tls.ServerTls;

/** How TLS is spoken with a server: true for the usual way, or an object that says more. */
final class ServerTlsSection {
    private final Path folder;

    ServerTlsSection(Path folder) {
        this.folder = folder;
    }

    /** TLS in the making. */
    static final class Draft {
        private boolean verify = true;
        private @Nullable Path ca;
        private @Nullable String name;
        private @Nullable Path certificate;
        private @Nullable Path key;

        private Draft() {}

        private Draft(ServerTls tls) {
            verify = tls.verify();
            ca = tls.ca();
            name = tls.name();
            certificate = tls.certificate();
            key = tls.key();
        }
    }

    /**
     * @throws ConfigException also if no service of the protocol can have it
     */
    @Nullable
    ServerTls read(Value value, Protocol protocol) {
        if (protocol.hasDatagrams() && !Boolean.FALSE.equals(value.json())) {
            throw new ConfigException("has no effect on a " + protocol + " service (expected: a TCP service)");
        }
        if (value.json() instanceof Boolean) {
            return value.flag() ? ServerTls.DEFAULT : null;
        }
        var draft = new Draft();
        keys().read(value, draft);
        return TlsSection.placed(
                value, () -> new ServerTls(draft.verify, draft.ca, draft.name, draft.certificate, draft.key));
    }

    @Nullable
    Object write(@Nullable ServerTls tls) {
        if (tls == null) {
            return null;
        }
        JsonObject json = keys().write(new Draft(tls));
        return json.isEmpty() ? (Object) true : json;
    }

    JsonSection<Draft> keys() {
        return new JsonSection<Draft>()
                .key(
                        "verify",
                        (value, draft) -> draft.verify = value.flag(),
                        draft -> JsonSection.unless(true, draft.verify))
                .key("ca", (value, draft) -> draft.ca = FileNames.name(value, folder), draft -> text(draft.ca))
                .key("name", (value, draft) -> draft.name = value.text(), draft -> draft.name)
                .key(
                        "certificate",
                        (value, draft) -> draft.certificate = FileNames.name(value, folder),
                        draft -> text(draft.certificate))
                .key(
                        "key",
                        (value, draft) -> draft.key = FileNames.name(value, folder),
                        draft -> JsonSection.unless(text(draft.certificate), text(draft.key)));
    }

    private static @Nullable String text(@Nullable Path file) {
        return file == null ? null : file.toString();
    }
}

package org.penlb.convert.nginx;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.ServerTls;
import org.penlb.convert.NamedFiles;
import org.penlb.convert.Notes;

/** How nginx speaks TLS with servers: what can be said for all servers of {@code stream} and again for one of them. */
final class UpstreamTls {
    private @Nullable Directive on;
    private boolean verify;
    private boolean asksForName;
    private @Nullable Directive name;
    private @Nullable Directive trusted;
    private @Nullable Directive certificate;
    private @Nullable Directive key;

    UpstreamTls() {}

    /** That of {@code stream}, for one of its servers. */
    UpstreamTls(UpstreamTls outer) {
        on = outer.on;
        verify = outer.verify;
        asksForName = outer.asksForName;
        name = outer.name;
        trusted = outer.trusted;
        certificate = outer.certificate;
        key = outer.key;
    }

    /** Takes a directive; false if it is not one of these. */
    boolean take(Directive directive) {
        switch (directive.name()) {
            case "proxy_ssl" -> on = directive.isOn() ? directive : null;
            case "proxy_ssl_verify" -> verify = directive.isOn();
            case "proxy_ssl_server_name" -> asksForName = directive.isOn();
            case "proxy_ssl_name" -> name = directive;
            case "proxy_ssl_trusted_certificate" -> trusted = directive;
            case "proxy_ssl_certificate" -> certificate = directive;
            case "proxy_ssl_certificate_key" -> key = directive;
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What says that it is spoken; null if it is not. */
    @Nullable
    Directive on() {
        return on;
    }

    /**
     * What Pen makes of it.
     *
     * @param target the name of an upstream, or an address: what nginx asks for and verifies if nothing else is said
     */
    ServerTls build(Directive says, String target, NamedFiles files, Notes notes) {
        Path ca = verify && trusted != null ? ClientTls.file(trusted, files, notes) : null;
        Path shown = certificate == null ? null : ClientTls.file(certificate, files, notes);
        Path keyFile = key == null ? null : ClientTls.file(key, files, notes);
        try {
            return new ServerTls(verify, ca, asked(target, notes), shown, shown == null ? null : keyFile);
        } catch (ConfigException e) {
            throw says.place().error(e);
        }
    }

    /** The name that servers are asked for; null for each server's own. */
    private @Nullable String asked(String target, Notes notes) {
        if (!verify && !asksForName) {
            return null;
        }
        if (name != null && !name.argument().contains("$")) {
            return name.argument();
        }
        if (name != null) {
            notes.not(
                    name.place(), name.text(), "a server of Pen is asked for one name, and not for that of a variable");
        }
        int colon = NginxAddress.portColon(target);
        boolean isAddress = target.startsWith(NginxAddress.UNIX) || target.startsWith("[") || colon >= 0;
        return isAddress ? null : target;
    }
}

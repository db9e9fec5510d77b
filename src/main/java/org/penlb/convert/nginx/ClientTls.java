package org.penlb.convert.nginx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.HandshakeLimits;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsConfig;
import org.penlb.config.tls.TlsVersion;
import org.penlb.convert.Ciphers;
import org.penlb.convert.NamedFiles;
import org.penlb.convert.Notes;

/** How nginx speaks TLS with clients: what can be said for all servers of {@code stream} and again for one of them. */
final class ClientTls {
    private static final List<String> OLD = List.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1");

    /** Of a server they replace those of {@code stream}, all of them. */
    private List<Directive> certificates = new ArrayList<>();

    private List<Directive> keys = new ArrayList<>();
    private boolean ownCertificates;
    private boolean ownKeys;
    private @Nullable Directive protocols;
    private @Nullable Directive ciphers;
    private @Nullable Directive clientAuthorities;
    private @Nullable Directive trusted;
    private @Nullable Directive verify;
    private @Nullable Directive alpn;
    private @Nullable Directive ocsp;
    private @Nullable Directive handshakeTimeout;

    ClientTls() {}

    /** That of {@code stream}, for one of its servers. */
    ClientTls(ClientTls outer) {
        certificates = new ArrayList<>(outer.certificates);
        keys = new ArrayList<>(outer.keys);
        protocols = outer.protocols;
        ciphers = outer.ciphers;
        clientAuthorities = outer.clientAuthorities;
        trusted = outer.trusted;
        verify = outer.verify;
        alpn = outer.alpn;
        ocsp = outer.ocsp;
        handshakeTimeout = outer.handshakeTimeout;
    }

    /** Takes a directive; false if it is not one of these. */
    boolean take(Directive directive) {
        switch (directive.name()) {
            case "ssl_certificate" -> {
                certificates = ownCertificates ? certificates : new ArrayList<>();
                ownCertificates = true;
                certificates.add(directive);
            }
            case "ssl_certificate_key" -> {
                keys = ownKeys ? keys : new ArrayList<>();
                ownKeys = true;
                keys.add(directive);
            }
            case "ssl_protocols" -> protocols = directive;
            case "ssl_ciphers" -> ciphers = directive;
            case "ssl_client_certificate" -> clientAuthorities = directive;
            case "ssl_trusted_certificate" -> trusted = directive;
            case "ssl_verify_client" -> verify = directive;
            case "ssl_alpn" -> alpn = directive;
            case "ssl_stapling_file" -> ocsp = directive;
            case "ssl_handshake_timeout" -> handshakeTimeout = directive;
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * What Pen makes of it.
     *
     * @param listen the listener that it is for
     * @return null if that is nothing, which is noted
     */
    @Nullable
    TlsConfig build(Directive listen, NamedFiles files, Notes notes) {
        var tls = new TlsBuilder();
        addCertificates(tls, files, notes);
        tls.versions = versions(notes);
        String why = tls.certificates.isEmpty()
                ? "there is no certificate for it"
                : tls.versions.isEmpty() ? "Pen speaks TLS 1.2 and 1.3, and nothing older (RFC 8996)" : null;
        if (why != null) {
            notes.missing(listen.place(), listen.text(), why);
            return null;
        }
        addCiphers(tls, notes);
        tls.alpn = alpn == null ? List.of() : alpn.arguments();
        clients(tls, files, notes);
        if (handshakeTimeout != null) {
            HandshakeLimits usual = HandshakeLimits.DEFAULT;
            tls.handshakes = new HandshakeLimits(usual.max(), usual.perClient(), NginxUnits.time(handshakeTimeout));
        }
        return tls.build();
    }

    private void addCertificates(TlsBuilder tls, NamedFiles files, Notes notes) {
        if (certificates.size() > keys.size()) {
            throw certificates
                    .get(keys.size())
                    .error("no \"ssl_certificate_key\" is defined for certificate \""
                            + certificates.get(keys.size()).argument() + "\"");
        }
        for (int i = 0; i < certificates.size(); i++) {
            Directive certificate = certificates.get(i);
            Directive key = keys.get(i);
            Path file = file(certificate, files, notes);
            Path keyFile = file(key, files, notes);
            if (file != null && keyFile != null) {
                tls.certificates.add(new CertificateFiles.Pem(file, keyFile, null, ocspOf(i, files, notes)));
            }
        }
    }

    private @Nullable Path ocspOf(int certificate, NamedFiles files, Notes notes) {
        if (ocsp == null) {
            return null;
        }
        if (certificates.size() > 1) {
            notes.approximately(ocsp.place(), ocsp.text(), "it is taken for that of the first certificate");
        }
        return certificate == 0 ? file(ocsp, files, notes) : null;
    }

    /** The file that is named; null, which is noted, if it is none. */
    static @Nullable Path file(Directive directive, NamedFiles files, Notes notes) {
        String name = directive.argument();
        if (name.contains("$") || name.matches("(data|engine|store):.*")) {
            notes.not(
                    directive.place(), directive.text(), "certificates and keys of Pen are in files with fixed names");
            return null;
        }
        try {
            return files.of(name);
        } catch (ConfigException e) {
            throw directive.place().error(e);
        }
    }

    private Set<TlsVersion> versions(Notes notes) {
        Set<TlsVersion> versions = EnumSet.noneOf(TlsVersion.class);
        if (protocols == null) {
            return EnumSet.allOf(TlsVersion.class);
        }
        for (String word : protocols.arguments()) {
            switch (word) {
                case "TLSv1.2" -> versions.add(TlsVersion.TLS_1_2);
                case "TLSv1.3" -> versions.add(TlsVersion.TLS_1_3);
                default -> {
                    if (!OLD.contains(word)) {
                        throw protocols.error("invalid value \"" + word + "\" of \"ssl_protocols\"");
                    }
                    notes.approximately(
                            protocols.place(),
                            protocols.text(),
                            "Pen speaks TLS 1.2 and 1.3, and nothing older (RFC 8996)");
                }
            }
        }
        return versions;
    }

    private void addCiphers(TlsBuilder tls, Notes notes) {
        if (ciphers == null || !tls.versions.contains(TlsVersion.TLS_1_2)) {
            return;
        }
        Ciphers read = Ciphers.read(ciphers.argument());
        tls.ciphers = read.carried();
        if (read.different() != null) {
            notes.approximately(ciphers.place(), ciphers.text(), read.different());
        }
    }

    private void clients(TlsBuilder tls, NamedFiles files, Notes notes) {
        if (verify == null) {
            return;
        }
        switch (verify.argument()) {
            case "off" -> {}
            case "on" -> tls.clientAuth = ClientAuth.REQUIRE;
            case "optional" -> tls.clientAuth = ClientAuth.REQUEST;
            case "optional_no_ca" ->
                notes.not(verify.place(), verify.text(), "Pen asks for no certificates that it does not verify");
            case String other ->
                throw verify.error("ssl_verify_client: \"" + other + "\" is not on, off, optional or optional_no_ca");
        }
        if (tls.clientAuth == ClientAuth.NONE) {
            return;
        }
        tls.clientCa = Stream.of(clientAuthorities, trusted)
                .filter(Objects::nonNull)
                .map(directive -> file(Objects.requireNonNull(directive), files, notes))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .distinct()
                .toList();
        if (tls.clientCa.isEmpty()) {
            throw verify.error("no ssl_client_certificate for ssl_verify_client");
        }
    }
}

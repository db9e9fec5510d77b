package org.penlb.config.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/** TLS of a service in the making. Not safe for use by several threads. */
public final class TlsBuilder {
    public List<CertificateFiles> certificates = new ArrayList<>();
    public @Nullable Path directory;
    public Set<TlsVersion> versions = EnumSet.allOf(TlsVersion.class);
    public @Nullable CipherString ciphers;
    public List<String> alpn = List.of();
    public List<Path> clientCa = List.of();
    public ClientAuth clientAuth = ClientAuth.NONE;
    public Tickets tickets = Tickets.DEFAULT;
    public HandshakeLimits handshakes = HandshakeLimits.DEFAULT;

    /** Starts without a certificate: it does not build yet. */
    public TlsBuilder() {}

    /** Starts with what is there already; without one, as {@link #TlsBuilder()}. */
    public TlsBuilder(@Nullable TlsConfig config) {
        if (config != null) {
            certificates.addAll(config.certificates());
            directory = config.directory();
            versions = EnumSet.copyOf(config.versions());
            ciphers = config.ciphers();
            alpn = config.alpn();
            clientCa = config.clientCa();
            clientAuth = config.clientAuth();
            tickets = config.tickets();
            handshakes = config.handshakes();
        }
    }

    /** Changes the name of each file and folder that is named. */
    public void eachFile(UnaryOperator<Path> change) {
        UnaryOperator<@Nullable Path> changed = file -> file == null ? null : change.apply(file);
        certificates = certificates.stream()
                .<CertificateFiles>map(files -> switch (files) {
                    case CertificateFiles.Pem pem ->
                        new CertificateFiles.Pem(
                                change.apply(pem.certificate()),
                                change.apply(pem.key()),
                                changed.apply(pem.chain()),
                                changed.apply(pem.ocsp()));
                    case CertificateFiles.Pkcs12 pkcs12 ->
                        new CertificateFiles.Pkcs12(
                                change.apply(pkcs12.file()),
                                changed.apply(pkcs12.passwordFile()),
                                changed.apply(pkcs12.ocsp()));
                })
                .toList();
        directory = changed.apply(directory);
        clientCa = clientCa.stream().map(change).toList();
    }

    /**
     * @throws ConfigException naming the first value that cannot be used
     */
    public TlsConfig build() {
        return new TlsConfig(
                certificates, directory, versions, ciphers, alpn, clientCa, clientAuth, tickets, handshakes);
    }
}

package org.penlb.config.tls;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;

/** The files and folders that TLS is made of, which are read again while Pen runs. */
public final class TlsFileNames {
    private final Set<Path> names = new LinkedHashSet<>();

    private TlsFileNames() {}

    /** Those that a configuration names, each once, in its order. What is in folders is not among them. */
    public static List<Path> of(PenConfig config) {
        var all = new TlsFileNames();
        config.services().forEach(all::addService);
        all.add(config.web().tls());
        return List.copyOf(all.names);
    }

    private void addService(ServiceConfig service) {
        add(service.tls());
        service.everyServer().map(ServerConfig::tls).forEach(this::add);
    }

    private void add(@Nullable ServerTls tls) {
        if (tls != null) {
            add(tls.ca(), tls.certificate(), tls.key());
        }
    }

    private void add(@Nullable TlsConfig tls) {
        if (tls == null) {
            return;
        }
        for (CertificateFiles each : tls.certificates()) {
            switch (each) {
                case CertificateFiles.Pem pem -> add(pem.certificate(), pem.key(), pem.chain(), pem.ocsp());
                case CertificateFiles.Pkcs12 pkcs12 -> add(pkcs12.file(), pkcs12.passwordFile(), pkcs12.ocsp());
            }
        }
        add(tls.directory());
        tls.clientCa().forEach(this::add);
        TicketSecret secret = tls.tickets().secret();
        add(secret == null ? null : secret.file());
    }

    private void add(@Nullable Path... files) {
        for (Path file : files) {
            if (file != null) {
                names.add(file);
            }
        }
    }
}

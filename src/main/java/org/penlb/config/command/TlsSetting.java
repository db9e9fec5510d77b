package org.penlb.config.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.Words;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.CipherString;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsConfig;
import org.penlb.config.tls.TlsVersion;

/** What pen's commands say about TLS. The folder is written first: where there is no other certificate, it begins it. */
public enum TlsSetting {
    /** A folder of certificates. */
    SSL_SNI_PATH {
        @Override
        void change(TlsBuilder tls, @Nullable String value) {
            tls.directory = value == null ? null : path(value);
        }

        @Override
        List<String> values(TlsConfig tls) {
            return tls.directory() == null ? List.of() : List.of(tls.directory().toString());
        }
    },
    /** The suites of TLS 1.2. */
    SSL_CIPHERS {
        @Override
        void change(TlsBuilder tls, @Nullable String value) {
            tls.ciphers = value == null ? null : new CipherString(value);
        }

        @Override
        List<String> values(TlsConfig tls) {
            return tls.ciphers() == null
                    ? List.of()
                    : List.of(tls.ciphers().text().strip().replaceAll("[:, ]+", ":"));
        }
    },
    /** What is said of the first certificate by who signed it. */
    SSL_OCSP_RESPONSE {
        @Override
        void change(TlsBuilder tls, @Nullable String value) {
            var certificates = new ArrayList<CertificateFiles>(tls.certificates);
            if (!certificates.isEmpty()) {
                certificates.set(0, certificates.getFirst().withOcsp(value == null ? null : path(value)));
            } else if (value != null) {
                throw new ConfigException("there is no certificate that it could be about (expected: -E)");
            }
            tls.certificates = certificates;
        }

        @Override
        List<String> values(TlsConfig tls) {
            return tls.certificates().stream()
                    .limit(1)
                    .flatMap(files -> Stream.ofNullable(files.ocsp()))
                    .map(Path::toString)
                    .toList();
        }
    },
    /** Versions that are not spoken. */
    SSL_OPTION {
        @Override
        void change(TlsBuilder tls, @Nullable String value) {
            TlsVersion without = value == null ? null : WITHOUT.get(value);
            Set<TlsVersion> versions = EnumSet.allOf(TlsVersion.class);
            if (without != null) {
                versions.retainAll(tls.versions);
                versions.remove(without);
            }
            tls.versions = versions;
        }

        @Override
        List<String> values(TlsConfig tls) {
            return Stream.of(TlsVersion.values())
                    .filter(version -> !tls.versions().contains(version))
                    .map(version -> "no_tlsv" + version.number())
                    .toList();
        }
    };

    private static final Map<String, TlsVersion> WITHOUT =
            Map.of("no_tlsv1.2", TlsVersion.TLS_1_2, "no_tlsv1.3", TlsVersion.TLS_1_3);

    /** So it always is. */
    private static final Set<String> ALWAYS =
            Set.of("no_sslv2", "no_sslv3", "no_tlsv1", "no_tlsv1.1", "cipher_server_preference");

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Changes it, with null to what it is when it is not said. */
    abstract void change(TlsBuilder tls, @Nullable String value);

    /** What is to be said for it to be so, none if it is as when it is not said. */
    abstract List<String> values(TlsConfig tls);

    /** Reads what stands behind the word. */
    Command read(Words words) {
        String value = words.next(this == SSL_OPTION ? "an option" : this == SSL_CIPHERS ? "cipher suites" : "a file");
        switch (this) {
            case SSL_OPTION -> {
                if (ALWAYS.contains(value)) {
                    return new Command.NoEffect(word);
                }
                if (!WITHOUT.containsKey(value)) {
                    throw new ConfigException("\"" + value + "\" is not an option of TLS that can be chosen here"
                            + " (expected: no_tlsv1.2, no_tlsv1.3; what is always so: "
                            + String.join(", ", ALWAYS.stream().sorted().toList()) + ")");
                }
            }
            case SSL_CIPHERS -> {
                var _ = new CipherString(value);
            }
            case SSL_SNI_PATH, SSL_OCSP_RESPONSE -> {
                var _ = path(value);
            }
        }
        return new Command.SetTls(this, value);
    }

    /**
     * Has a service be so.
     *
     * @param value null for what it is when it is not said
     * @throws ConfigException if the service has no TLS that it could be about, or it does not go together
     */
    void set(ServiceBuilder service, @Nullable String value) {
        if (service.tls == null && value == null) {
            return;
        }
        if (service.tls == null && this != SSL_SNI_PATH) {
            throw new ConfigException(
                    this + ": the service has no TLS (expected: a certificate before it, -E FILE or ssl_sni_path)");
        }
        var tls = new TlsBuilder(service.tls);
        try {
            change(tls, value);
            service.tls = tls.build();
        } catch (ConfigException e) {
            throw new ConfigException(word, e);
        }
    }

    /** The commands that make it so; none where there is no TLS. */
    List<String> written(ServiceBuilder service, UnaryOperator<String> asWord) {
        if (service.tls == null) {
            return List.of();
        }
        List<String> values = values(service.tls);
        var lines = new ArrayList<String>();
        if (values.isEmpty() || this == SSL_OPTION) {
            lines.add("no " + word);
        }
        values.forEach(value -> lines.add(word + " " + asWord.apply(value)));
        return lines;
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new ConfigException("\"" + name + "\" is not the name of a file (" + e.getReason() + ")");
        }
    }

    /** Its word in penctl's language. */
    @Override
    public String toString() {
        return word;
    }
}

package org.penlb.convert.haproxy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.convert.NamedFiles;
import org.penlb.convert.Notes;

/** What {@code global} says of TLS, and where its files are. */
final class TlsGlobals {
    /** In a folder of certificates, what belongs to others there. */
    private static final Set<String> BESIDE = Set.of("issuer", "key", "ocsp", "sctl", "dh");

    /** One certificate with keys of several kinds, {@code www.pem.rsa} beside {@code www.pem.ecdsa}. */
    private static final List<String> KINDS = List.of(".ecdsa", ".rsa");

    private static final String KEY = ".key";
    private static final String OCSP = ".ocsp";

    private final NamedFiles files;
    private @Nullable String certificateBase;
    private @Nullable String authorityBase;
    private @Nullable HaProxyLine bindOptions;
    private @Nullable HaProxyLine bindCiphers;
    private boolean verifiesServers = true;

    TlsGlobals(NamedFiles files) {
        this.files = files;
    }

    /**
     * Takes a line of {@code global}.
     *
     * @return false if it is not about this
     */
    boolean take(HaProxyLine line, Notes notes) {
        switch (line.keyword()) {
            case "crt-base" -> certificateBase = line.word(1, "a folder");
            case "ca-base" -> authorityBase = line.word(1, "a folder");
            case "ssl-default-bind-options" -> {
                bindOptions = line;
                for (String option : BindTls.otherOptions(line)) {
                    notes.not(line.place(), line.keyword() + " " + option, HaProxyLeftOutReasons.ofBind(option));
                }
            }
            case "ssl-default-bind-ciphers" -> {
                line.word(1, "cipher suites");
                bindCiphers = line;
            }
            case "ssl-server-verify" ->
                verifiesServers = !line.word(1, "none or required").equals("none");
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What listeners say of TLS unless they say it themselves; null if nothing is said. */
    @Nullable
    HaProxyLine bindOptions() {
        return bindOptions;
    }

    /** The cipher suites of listeners that name none, the second word; null if nothing is said. */
    @Nullable
    HaProxyLine bindCiphers() {
        return bindCiphers;
    }

    /** Whether servers' certificates are verified if nothing else is said. */
    boolean verifiesServers() {
        return verifiesServers;
    }

    /** A file of authorities' certificates. */
    Path authorities(HaProxyLine line, String name) {
        return named(line, authorityBase, name);
    }

    /** A file with a certificate, and perhaps its key. */
    Path certificate(HaProxyLine line, String name) {
        return named(line, certificateBase, name);
    }

    private Path named(HaProxyLine line, @Nullable String base, String name) {
        try {
            return base == null || name.startsWith("/") ? files.of(name) : files.of(base + "/" + name);
        } catch (ConfigException e) {
            throw line.error(e);
        }
    }

    /**
     * The certificates that a {@code crt} names: a file, or all of a folder.
     *
     * @return none if it is a folder in which none can be found
     */
    List<CertificateFiles> certificates(HaProxyLine line, String name) {
        Path place = certificate(line, name);
        List<Path> inside =
                files.in(place).stream().filter(TlsGlobals::isCertificate).toList();
        if (!inside.isEmpty() || name.endsWith("/")) {
            return inside.stream().map(this::certificate).toList();
        }
        List<Path> ofKinds = KINDS.stream()
                .map(kind -> NamedFiles.with(place, kind))
                .filter(files::isThere)
                .toList();
        return files.isThere(place) || ofKinds.isEmpty()
                ? List.of(certificate(place))
                : ofKinds.stream().map(this::certificate).toList();
    }

    private static boolean isCertificate(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && !BESIDE.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** What HAProxy finds beside a certificate's file belongs to it. */
    private CertificateFiles certificate(Path file) {
        Path ocsp = NamedFiles.with(file, OCSP);
        return new CertificateFiles.Pem(file, keyOf(file), null, files.isThere(ocsp) ? ocsp : null);
    }

    /** The file that the key to a certificate is in. */
    Path keyOf(Path certificate) {
        Path key = NamedFiles.with(certificate, KEY);
        return files.isThere(key) ? key : certificate;
    }
}

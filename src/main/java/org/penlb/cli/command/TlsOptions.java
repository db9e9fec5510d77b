package org.penlb.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsVersion;
import picocli.CommandLine.Option;

/** The options of pen about TLS. */
final class TlsOptions {
    @Option(names = "-E", paramLabel = "FILE", description = "Speak TLS with clients: the certificate, in PEM.")
    @Nullable
    Path certificate;

    @Option(names = "-K", paramLabel = "FILE", description = "Its private key, in PEM (in the file of -E).")
    @Nullable
    Path key;

    @Option(
            names = "-G",
            paramLabel = "FILE",
            description = "Certificates of authorities: what is between -E and its authority; with -R clients', too.")
    @Nullable
    Path caFile;

    @Option(
            names = "-A",
            paramLabel = "DIR",
            description = "With -R: folder with certificates of clients' authorities.")
    @Nullable
    Path caDirectory;

    @Option(
            names = "-L",
            paramLabel = "PROTOCOL",
            description = "tls1 or ssl23: TLS 1.2 and newer, which is what is spoken anyway; tls1.3: that alone.")
    @Nullable
    String protocol;

    @Option(names = "-R", description = "Let only clients in that show a certificate of -G or -A.")
    boolean requireCertificate;

    @Option(names = "-Z", hidden = true)
    boolean compatibility;

    /**
     * @throws ConfigException naming the option that cannot be used
     */
    void apply(ServiceBuilder service) {
        if (certificate == null) {
            refuseAlone("-K", key != null);
            refuseAlone("-G", caFile != null);
            refuseAlone("-A", caDirectory != null);
            refuseAlone("-L", protocol != null);
            refuseAlone("-R", requireCertificate);
            return;
        }
        var tls = new TlsBuilder();
        tls.certificates = List.of(new CertificateFiles.Pem(
                certificate, key == null ? Objects.requireNonNull(certificate) : key, caFile, null));
        tls.versions = versions(protocol);
        if (requireCertificate) {
            tls.clientAuth = ClientAuth.REQUIRE;
            tls.clientCa =
                    Stream.of(caFile, caDirectory).filter(Objects::nonNull).toList();
            if (tls.clientCa.isEmpty()) {
                throw new ConfigException("-R: nobody is known who signs clients' certificates (expected: -G or -A)");
            }
        }
        service.tls = tls.build();
    }

    private static void refuseAlone(String option, boolean given) {
        if (given) {
            throw new ConfigException(option + ": there is no certificate that it could be about (expected: -E)");
        }
    }

    private static Set<TlsVersion> versions(@Nullable String protocol) {
        return switch (protocol) {
            case null -> EnumSet.allOf(TlsVersion.class);
            case "tls1", "ssl23", "tls1.2" -> EnumSet.allOf(TlsVersion.class);
            case "tls1.3" -> EnumSet.of(TlsVersion.TLS_1_3);
            case "ssl2" -> throw broken(protocol, "6176");
            case "ssl3" -> throw broken(protocol, "7568");
            case "tls1.0", "tls1.1" -> throw broken(protocol, "8996");
            default ->
                throw new ConfigException("-L: \"" + protocol + "\" is no protocol (expected: tls1, ssl23 or tls1.3)");
        };
    }

    private static ConfigException broken(String protocol, String rfc) {
        return new ConfigException("-L: " + protocol + " is broken, and not spoken here: RFC " + rfc
                + " (expected: tls1, which stands for TLS 1.2 and newer)");
    }

    /** Says of what was given and has no effect that it has none. */
    void tell(PrintWriter err) {
        if (compatibility) {
            err.println("pen: -Z has no effect here");
        }
        if (caDirectory != null && !requireCertificate) {
            err.println("pen: -A has no effect here without -R");
        }
    }

    /** Makes the names of files absolute. */
    static void settle(ServiceBuilder service) {
        if (service.tls != null) {
            var tls = new TlsBuilder(service.tls);
            tls.eachFile(Path::toAbsolutePath);
            service.tls = tls.build();
        }
    }
}

package org.penlb.tls.certificate;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.TlsConfig;

/** Reads all certificates that a configuration names, several at a time, and looks what is wrong with them. */
public final class CertificateLoader {
    private static final String CERTIFICATE = ".crt";
    private static final int MOST_ERRORS = 20;

    private CertificateLoader() {}

    /** A certificate that was read, or why it was not. */
    private record Outcome(
            @Nullable ServerCertificate certificate,
            List<String> findings,
            @Nullable String error) {}

    /**
     * Reads them all; takes as long as the disk does, with 10,000 names some seconds.
     *
     * @param now judges dates
     * @throws ConfigException naming each file that cannot be used, a line each
     */
    public static LoadedCertificates load(TlsConfig config, Instant now) {
        FileStamp folder = config.directory() == null ? null : FileStamp.of(config.directory());
        List<CertificateFiles> files = Stream.concat(
                        config.certificates().stream(), inFolder(config.directory()).stream())
                .toList();
        List<FileStamp> stamps = Stream.concat(Stream.ofNullable(folder), stamps(config, files).stream())
                .toList();
        List<Outcome> outcomes =
                files.parallelStream().map(each -> read(each, now)).toList();
        List<String> errors = outcomes.stream()
                .<String>mapMulti((outcome, into) -> {
                    if (outcome.error() != null) {
                        into.accept(outcome.error());
                    }
                })
                .toList();
        if (!errors.isEmpty()) {
            throw new ConfigException(errors.stream().limit(MOST_ERRORS).collect(Collectors.joining("\n"))
                    + (errors.size() > MOST_ERRORS ? "\nand " + (errors.size() - MOST_ERRORS) + " more" : ""));
        }
        var certificates = new ArrayList<ServerCertificate>();
        outcomes.forEach(outcome -> {
            if (outcome.certificate() != null) {
                certificates.add(outcome.certificate());
            }
        });
        var map = new CertificateMap(certificates);
        var reports = new ArrayList<CertificateReport>();
        for (int i = 0; i < certificates.size(); i++) {
            reports.add(report(certificates.get(i), outcomes.get(i).findings(), map));
        }
        List<X509Certificate> authorities = CertificateFile.authorities(config.clientCa());
        return new LoadedCertificates(map, reports, authorities, stamps);
    }

    private static List<FileStamp> stamps(TlsConfig config, List<CertificateFiles> all) {
        Set<Path> files = new LinkedHashSet<>();
        for (CertificateFiles each : all) {
            switch (each) {
                case CertificateFiles.Pem pem -> addAll(files, pem.certificate(), pem.key(), pem.chain(), pem.ocsp());
                case CertificateFiles.Pkcs12 pkcs12 ->
                    addAll(files, pkcs12.file(), pkcs12.passwordFile(), pkcs12.ocsp());
            }
        }
        for (Path place : config.clientCa()) {
            files.add(place);
            if (CertificateFile.isFolder(place)) {
                files.addAll(CertificateFile.filesIn(place));
            }
        }
        return files.parallelStream().map(FileStamp::of).toList();
    }

    private static void addAll(Set<Path> files, @Nullable Path... more) {
        for (Path file : more) {
            if (file != null) {
                files.add(file);
            }
        }
    }

    /** Each NAME.crt with its NAME.key, and NAME.ca and NAME.ocsp if they are there. */
    private static List<CertificateFiles> inFolder(@Nullable Path folder) {
        if (folder == null) {
            return List.of();
        }
        List<Path> files = CertificateFile.filesIn(folder);
        Set<Path> there = Set.copyOf(files);
        List<CertificateFiles> found = files.stream()
                .filter(file -> String.valueOf(file.getFileName()).endsWith(CERTIFICATE))
                .<CertificateFiles>map(file -> {
                    String name = String.valueOf(file.getFileName());
                    String plain = name.substring(0, name.length() - CERTIFICATE.length());
                    return new CertificateFiles.Pem(
                            file,
                            file.resolveSibling(plain + ".key"),
                            ifThere(there, file.resolveSibling(plain + ".ca")),
                            ifThere(there, file.resolveSibling(plain + ".ocsp")));
                })
                .toList();
        if (found.isEmpty()) {
            throw new ConfigException(
                    folder + ": there is no certificate in this folder (expected: NAME.crt and NAME.key)");
        }
        return found;
    }

    private static @Nullable Path ifThere(Set<Path> there, Path file) {
        return there.contains(file) ? file : null;
    }

    private static Outcome read(CertificateFiles files, Instant now) {
        try {
            Path file = KeyedChain.mainFile(files);
            KeyedChain keyed = KeyedChain.read(files);
            List<String> findings = keyed.findings(now);
            X509Certificate own = keyed.chain().getFirst();
            OcspAnswer ocsp = files.ocsp() == null ? null : ocsp(files.ocsp(), own, now, findings);
            List<String> names = CertificateNames.of(own);
            if (names.isEmpty()) {
                findings.add("it has no name of a host");
            }
            return new Outcome(new ServerCertificate(file, names, keyed.chain(), keyed.key(), ocsp), findings, null);
        } catch (ConfigException e) {
            return new Outcome(null, List.of(), String.valueOf(e.getMessage()));
        }
    }

    /** An answer that is out of date is no reason to go without the certificate. */
    private static OcspAnswer ocsp(Path file, X509Certificate certificate, Instant now, List<String> findings) {
        byte[] bytes = CertificateFile.bytes(file);
        OcspAnswer answer = CertificateFile.named(file, () -> OcspAnswer.parse(bytes, certificate));
        if (!answer.isCurrent(now)) {
            findings.add("what its authority says of it (" + file + ") is out of date, and is not shown");
        }
        return answer;
    }

    private static CertificateReport report(ServerCertificate certificate, List<String> findings, CertificateMap map) {
        var all = new ArrayList<>(findings);
        certificate.names().stream()
                .filter(name -> map.isShadowed(certificate, name))
                .forEach(name -> all.add("another certificate of its kind is shown for " + name));
        OcspAnswer ocsp = certificate.ocsp();
        return CertificateReport.of(
                Audience.CLIENTS,
                certificate.file(),
                certificate.names(),
                certificate.certificate(),
                ocsp == null ? null : ocsp.until(),
                all);
    }
}

package org.penlb.tls.certificate;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * All certificates of a configuration, as they were when they were read.
 *
 * @param map which client is shown which
 * @param reports what there is to tell of each, in the order of the configuration
 * @param clientAuthorities who signs clients' certificates; empty if they are not asked
 * @param stamps how the files and folders looked
 */
public record LoadedCertificates(
        CertificateMap map,
        List<CertificateReport> reports,
        List<X509Certificate> clientAuthorities,
        List<FileStamp> stamps) {
    public LoadedCertificates {
        reports = List.copyOf(reports);
        clientAuthorities = List.copyOf(clientAuthorities);
        stamps = List.copyOf(stamps);
    }

    /** Whether no file has changed since; takes as long as the disk does. */
    public boolean isCurrent() {
        return stamps.stream().allMatch(FileStamp::isCurrent);
    }
}

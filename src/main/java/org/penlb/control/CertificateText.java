package org.penlb.control;

import java.time.Instant;
import java.util.List;
import org.penlb.service.Service;
import org.penlb.tls.certificate.Audience;
import org.penlb.tls.certificate.CertificateReport;

/** What the command {@code certificates} says: a line for each certificate, and one for each thing that is wrong with it. */
final class CertificateText {
    /** Names that a line has room for; a certificate may have thousands. */
    private static final int MOST_NAMES = 5;

    private CertificateText() {}

    /**
     * @param ofPage those of the page, which come last
     */
    static String of(Service service, List<CertificateReport> ofPage, Instant now) {
        String text = of(service, now);
        if (ofPage.isEmpty()) {
            return text;
        }
        var all = new StringBuilder(text).append("page:\n");
        ofPage.forEach(certificate -> add(all, certificate, now));
        return all.toString();
    }

    private static String of(Service service, Instant now) {
        List<CertificateReport> certificates = service.tls().certificates();
        if (certificates.isEmpty()) {
            return service.config().name() + ": no certificates\n";
        }
        var text = new StringBuilder();
        certificates.forEach(certificate -> add(text, certificate, now));
        return text.toString();
    }

    private static void add(StringBuilder text, CertificateReport certificate, Instant now) {
        long days = certificate.daysLeft(now);
        text.append(names(certificate.names()))
                .append(days < 0 ? " expired " + -days + " days ago" : " " + days + " days left")
                .append(", until ")
                .append(certificate.notAfter())
                .append(", ")
                .append(certificate.key())
                .append(", issued by ")
                .append(certificate.issuer())
                .append(certificate.ocspUntil() == null ? "" : ", OCSP until " + certificate.ocspUntil())
                .append(", ")
                .append(certificate.file())
                .append(certificate.shownTo() == Audience.SERVERS ? ", shown to servers" : "")
                .append('\n');
        certificate
                .findings()
                .forEach(finding -> text.append("  ").append(finding).append('\n'));
    }

    private static String names(List<String> names) {
        String first = String.join(" ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
        return names.size() <= MOST_NAMES ? first : first + " and " + (names.size() - MOST_NAMES) + " more";
    }
}

package org.penlb.admin;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.penlb.tls.certificate.CertificateReport;

/**
 * Tells the operator of certificates that are about to end, and of those that have ended: each time once. Safe for use by several
 * threads: whoever has files read again is one.
 */
final class CertificateDates {
    /** As the page has it. */
    private static final Duration SOON = Duration.ofDays(7);
    /** A folder may have thousands. */
    private static final int MOST_LINES = 5;

    private static final Logger LOG = System.getLogger(CertificateDates.class.getName());

    private final Set<Told> told = new HashSet<>();

    /** What is told once. */
    private record Told(String whose, Path file, Instant end, boolean hasEnded) {}

    /**
     * Looks at the certificates of a service, or of the page.
     *
     * @param certificates the one that ends first at the beginning
     */
    synchronized void look(String whose, List<CertificateReport> certificates, Instant now) {
        var due = new HashSet<Told>();
        var lines = new ArrayList<String>();
        for (CertificateReport each : certificates) {
            if (each.notAfter().isAfter(now.plus(SOON))) {
                break;
            }
            var one = new Told(
                    whose, each.file(), each.notAfter(), !each.notAfter().isAfter(now));
            if (due.add(one) && !told.contains(one)) {
                lines.add(line(each, now));
            }
        }
        told.removeIf(before -> before.whose.equals(whose));
        told.addAll(due);
        lines.stream().limit(MOST_LINES).forEach(line -> LOG.log(Level.WARNING, "{0}: {1}", whose, line));
        if (lines.size() > MOST_LINES) {
            LOG.log(
                    Level.WARNING,
                    "{0}: the same is so of {1} more certificates (penctl certificates)",
                    whose,
                    lines.size() - MOST_LINES);
        }
    }

    private static String line(CertificateReport certificate, Instant now) {
        String which = "the certificate " + certificate.file() + " for "
                + (certificate.names().isEmpty()
                        ? "nobody"
                        : certificate.names().getFirst());
        if (!certificate.notAfter().isAfter(now)) {
            return which + " has ended at " + certificate.notAfter() + ": who verifies it does not come in";
        }
        Duration left = Duration.between(now, certificate.notAfter());
        long days = left.toDays();
        return which + " ends at " + certificate.notAfter() + ", in "
                + (days > 1 ? days + " days" : Math.max(left.toHours(), 1) + " hours");
    }
}

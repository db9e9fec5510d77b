package org.penlb.service;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.tls.ServerTls;
import org.penlb.config.tls.TlsConfig;
import org.penlb.tls.TlsOrigination;
import org.penlb.tls.TlsTermination;
import org.penlb.tls.certificate.CertificateReport;
import org.penlb.tls.engine.EngineKind;

/** Reads the files of TLS that a configuration names as a start would, says what is wrong with them, and keeps nothing. */
public final class TlsCheck {
    /** Who renews by hand needs about this long. */
    private static final int FEW_DAYS = 14;
    /** A folder may have thousands of certificates, all with the same that is wrong. */
    private static final int MOST_DOUBTS = 20;

    private final Clock clock;
    private final List<String> errors = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();

    private TlsCheck(Clock clock) {
        this.clock = clock;
    }

    /**
     * Reads them all; takes as long as disks do.
     *
     * @param clock judges dates
     * @return what is odd about certificates that can be used, a line each: dates, chains
     * @throws ConfigException naming all that cannot be used, a line each, with its place
     */
    public static List<String> check(PenConfig config, Clock clock) {
        var check = new TlsCheck(clock);
        config.services().forEach(check::service);
        check.termination("web.tls: ", config.web().tls());
        if (!check.errors.isEmpty()) {
            throw new ConfigException(String.join("\n", check.errors));
        }
        return check.doubts;
    }

    private void service(ServiceConfig service) {
        String place = "service \"" + service.name() + "\": ";
        termination(place + "tls: ", service.tls());
        Set<String> told = new HashSet<>();
        service.everyServer().forEach(server -> {
            ServerTls tls = server.tls();
            String host = server.address() instanceof Address.Inet inet ? inet.host() : null;
            if (tls != null && told.add(tls + " " + host)) {
                origination(place + "tls of server \"" + server.address() + "\": ", tls, host);
            }
        });
    }

    private void termination(String place, @Nullable TlsConfig tls) {
        if (tls == null) {
            return;
        }
        try {
            TlsTermination loaded = TlsTermination.load(tls, EngineKind.current(), clock);
            doubts(place, loaded.reports());
            loaded.close();
        } catch (ConfigException e) {
            wrong(place, e);
        }
    }

    private void origination(String place, ServerTls tls, @Nullable String host) {
        try {
            TlsOrigination loaded = TlsOrigination.load(tls, host, EngineKind.current(), clock);
            doubts(place, loaded.report(clock.instant()).stream().toList());
            loaded.close();
        } catch (ConfigException e) {
            wrong(place, e);
        }
    }

    private void wrong(String place, ConfigException e) {
        String.valueOf(e.getMessage()).lines().map(line -> place + line).forEach(errors::add);
    }

    private void doubts(String place, List<CertificateReport> certificates) {
        List<String> all = certificates.stream()
                .flatMap(certificate -> of(certificate).map(doubt -> place + certificate.file() + ": " + doubt))
                .toList();
        all.stream().limit(MOST_DOUBTS).forEach(doubts::add);
        if (all.size() > MOST_DOUBTS) {
            doubts.add(place + "and " + (all.size() - MOST_DOUBTS) + " more");
        }
    }

    private Stream<String> of(CertificateReport certificate) {
        Instant now = clock.instant();
        long days = certificate.daysLeft(now);
        boolean soon = !certificate.notAfter().isBefore(now) && days < FEW_DAYS;
        return Stream.concat(
                certificate.findings().stream(),
                soon
                        ? Stream.of("it expires at " + certificate.notAfter() + ": " + days
                                + (days == 1 ? " day is left" : " days are left"))
                        : Stream.empty());
    }
}

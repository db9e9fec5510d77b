package org.penlb.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.PageTls;
import org.penlb.service.CertificateOrder;
import org.penlb.service.HandshakeFault;
import org.penlb.service.TlsSnapshot;
import org.penlb.tls.certificate.CertificateReport;
import org.penlb.tls.engine.EngineKind;

/** TLS as the API shows it. */
final class TlsJson {
    /** There may be thousands of certificates, and this is sent each second. */
    private static final int MOST_CERTIFICATES = 20;
    /** A certificate may have hundreds of names. */
    private static final int MOST_NAMES = 20;

    private TlsJson() {}

    /** Of a service; null if it speaks TLS with nobody. */
    static @Nullable JsonObject of(@Nullable TlsSnapshot tls, Instant now) {
        return tls == null
                ? null
                : withCertificates(engine(tls.engine(), tls.shortcoming()), tls.certificates(), now)
                        .put(
                                "handshakes",
                                new JsonObject()
                                        .put("done", tls.done())
                                        .put("failed", failed(tls.failed()))
                                        .put("truncated", tls.truncated()));
    }

    /** Of the page itself; null if it speaks no TLS. */
    static @Nullable JsonObject ofPage(PageTls page, Instant now) {
        return page.isOpen()
                ? withCertificates(
                        engine(EngineKind.current().description(), EngineKind.shortcoming()), page.certificates(), now)
                : null;
    }

    private static JsonObject engine(String engine, @Nullable String shortcoming) {
        return new JsonObject().put("engine", engine).put("shortcoming", shortcoming);
    }

    private static JsonObject withCertificates(JsonObject tls, List<CertificateReport> certificates, Instant now) {
        var urgent = new JsonArray();
        CertificateOrder.mostUrgentFirst(certificates, now).stream()
                .limit(MOST_CERTIFICATES)
                .forEach(each -> urgent.add(certificate(each, now)));
        return tls.put("certificates", urgent).put("certificatesTotal", certificates.size());
    }

    private static JsonObject failed(Map<HandshakeFault, Long> failed) {
        var json = new JsonObject();
        failed.forEach((fault, count) -> json.put(fault.word(), count));
        return json;
    }

    /** One certificate. */
    static JsonObject certificate(CertificateReport certificate, Instant now) {
        List<String> names = certificate.names();
        return new JsonObject()
                .put("shownTo", certificate.shownTo().name().toLowerCase(Locale.ROOT))
                .put("file", certificate.file().toString())
                .put("names", new JsonArray(names.subList(0, Math.min(names.size(), MOST_NAMES))))
                .put("namesTotal", names.size())
                .put("key", certificate.key())
                .put("issuer", certificate.issuer())
                .put("notBefore", certificate.notBefore().toString())
                .put("notAfter", certificate.notAfter().toString())
                .put("daysLeft", certificate.daysLeft(now))
                .put(
                        "ocspUntil",
                        certificate.ocspUntil() == null
                                ? null
                                : certificate.ocspUntil().toString())
                .put("findings", new JsonArray(certificate.findings()));
    }
}

package org.penlb.service;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.tls.certificate.CertificateReport;
import org.penlb.tls.engine.EngineKind;

/**
 * The TLS of a service at a moment.
 *
 * @param engine what encrypts, by its name
 * @param shortcoming why that is not BoringSSL, in an operator's words; null if it is
 * @param done handshakes of clients that were made since the start
 * @param failed those that were not, by the reason; each reason is there
 * @param truncated clients' streams since the start that stopped without the end that TLS demands
 * @param certificates what clients and servers are shown, the one that expires first at the beginning
 */
public record TlsSnapshot(
        String engine,
        @Nullable String shortcoming,
        long done,
        Map<HandshakeFault, Long> failed,
        long truncated,
        List<CertificateReport> certificates) {
    public TlsSnapshot {
        var inOrder = new EnumMap<HandshakeFault, Long>(HandshakeFault.class);
        inOrder.putAll(failed);
        failed = Collections.unmodifiableMap(inOrder);
        certificates = List.copyOf(certificates);
    }

    /** Null of a service that speaks TLS with nobody. */
    static @Nullable TlsSnapshot of(Service service) {
        if (!service.config().hasTls()) {
            return null;
        }
        Handshakes handshakes = service.handshakes();
        Map<HandshakeFault, Long> failed = new EnumMap<>(HandshakeFault.class);
        for (HandshakeFault fault : HandshakeFault.values()) {
            failed.put(fault, handshakes.failed(fault));
        }
        return new TlsSnapshot(
                EngineKind.current().description(),
                EngineKind.shortcoming(),
                handshakes.done(),
                failed,
                handshakes.truncated(),
                service.tls().certificates());
    }

    /** Handshakes that were not made, whatever the reason. */
    public long failures() {
        return failed.values().stream().mapToLong(Long::longValue).sum();
    }
}

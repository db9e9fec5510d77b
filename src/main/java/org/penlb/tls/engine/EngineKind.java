package org.penlb.tls.engine;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;

/** What encrypts. */
public enum EngineKind {
    /** BoringSSL, which comes with Pen. */
    BORINGSSL(SslProvider.OPENSSL_REFCNT),
    /** The JDK's own: slower, with tickets that no other instance resumes, and without answers of OCSP. */
    JDK(SslProvider.JDK);

    /** A system property that has the JDK's engine used: {@code jdk}. */
    public static final String PROPERTY = "pen.tls.engine";

    private final SslProvider provider;

    EngineKind(SslProvider provider) {
        this.provider = provider;
    }

    SslProvider provider() {
        return provider;
    }

    /** The one that is used; the first call loads it, which takes a tenth of a second. */
    public static EngineKind current() {
        return shortcoming() == null ? BORINGSSL : JDK;
    }

    /** Why it is not BoringSSL, in an operator's words; null if it is. */
    public static @Nullable String shortcoming() {
        if ("jdk".equals(System.getProperty(PROPERTY))) {
            return "the property " + PROPERTY + " asks for the JDK's";
        }
        Throwable cause = OpenSsl.unavailabilityCause();
        if (cause != null) {
            return "BoringSSL does not load: " + cause.getMessage() + " (is the folder of temporary files mounted with"
                    + " noexec? -Djava.io.tmpdir names another)";
        }
        return OpenSsl.versionString().equals("BoringSSL") ? null : OpenSsl.versionString() + " is no BoringSSL";
    }

    /** Its name for a log line. */
    public String description() {
        return this == BORINGSSL
                ? "BoringSSL (netty-tcnative)"
                : "the JDK's engine (" + Runtime.version().feature() + ")";
    }
}

package org.penlb.tls.engine;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a handshake failed, in an operator's words. */
public final class TlsFailure {
    /** The reason of a peer that has none of the protocols that ALPN offered it. */
    public static final String NO_PROTOCOL = "the other side refused: no application protocol";

    /** As BoringSSL tells of an alert: {@code ...:SSLV3_ALERT_BAD_CERTIFICATE}. */
    private static final Pattern ALERT = Pattern.compile("(?:SSLV3|TLSV1)_ALERT_([A-Z_]+)");
    /** As the JDK does. */
    private static final Pattern FATAL = Pattern.compile("Received fatal alert: ([a-z_]+)");
    /** Any other reason of BoringSSL's. */
    private static final Pattern ROUTINE = Pattern.compile("OPENSSL_internal:([A-Z0-9_]+)");

    private static final String NOT_TLS = "not an SSL/TLS record";
    private static final int DEEPEST = 10;
    private static final int LONGEST = 200;

    private TlsFailure() {}

    /** One line that says what happened, of bounded length. */
    public static String reason(Throwable failure) {
        String known = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            String reason = ofCertificate(cause);
            known = reason == null ? known : reason;
        }
        return known == null ? ofMessage(String.valueOf(failure.getMessage())) : known;
    }

    private static @Nullable String ofCertificate(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case CertificateExpiredException _ -> "the certificate has expired";
            case CertificateNotYetValidException _ -> "the certificate is not valid yet";
            case CertPathBuilderException _ -> "the certificate is signed by nobody who is known";
            case CertPathValidatorException invalid
            when invalid.getReason() == CertPathValidatorException.BasicReason.EXPIRED -> "the certificate has expired";
            case CertPathValidatorException invalid
            when invalid.getReason() == CertPathValidatorException.BasicReason.REVOKED -> "the certificate was revoked";
            case CertPathValidatorException _
            when message.contains("trust anchor") || message.contains("signature check failed") ->
                "the certificate is signed by nobody who is known";
            case Throwable _ when isOfName(message) -> "the certificate is for another name";
            default -> null;
        };
    }

    private static boolean isOfName(String message) {
        return message.startsWith("No name matching")
                || message.startsWith("No subject alternative")
                || message.startsWith("No alternative")
                || message.startsWith("Illegal given domain name");
    }

    private static String ofMessage(String message) {
        if (message.startsWith(NOT_TLS)) {
            return "what came is not TLS"; // the message goes on with what came, and a secret may be in that
        }
        Matcher alert = ALERT.matcher(message);
        if (alert.find()) {
            return "the other side refused: " + words(alert.group(1));
        }
        Matcher fatal = FATAL.matcher(message);
        if (fatal.find()) {
            return "the other side refused: " + words(fatal.group(1));
        }
        Matcher routine = ROUTINE.matcher(message);
        String text = routine.find() ? words(routine.group(1)) : message.replaceAll("\\p{Cntrl}", " ");
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    private static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

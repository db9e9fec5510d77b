package org.penlb.tls.certificate;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.penlb.config.ConfigException;

/**
 * What an authority said of a certificate (OCSP, RFC 6960): that it is good, for a while. Its signature is for clients to
 * verify.
 */
public final class OcspAnswer {
    private static final byte[] BASIC = HexFormat.of().parseHex("2b0601050507300101");
    private static final int GOOD = 0x80;
    private static final int REVOKED = 0xa1;
    private static final Map<String, String> HASHES = Map.of("2b0e03021a", "SHA-1", "608648016503040201", "SHA-256");

    private final byte[] bytes;
    private final Instant from;
    private final Instant until;

    private OcspAnswer(byte[] bytes, Instant from, Instant until) {
        this.bytes = bytes.clone();
        this.from = from;
        this.until = until;
    }

    /** As clients are shown it. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** When it is out of date; {@link Instant#MAX} if it does not say. */
    public Instant until() {
        return until;
    }

    /** Whether it can be shown. */
    public boolean isCurrent(Instant now) {
        return !now.isBefore(from) && now.isBefore(until);
    }

    /**
     * Reads an answer and looks whether it is about a certificate.
     *
     * @throws ConfigException if it is none, not about the certificate, or says that it is not good
     */
    static OcspAnswer parse(byte[] bytes, X509Certificate certificate) {
        try {
            DerReader response = new DerReader(bytes).next(DerReader.SEQUENCE);
            int status = response.next(DerReader.ENUMERATED).content()[0];
            if (status != 0) {
                throw new ConfigException("the authority did not answer, its status is " + status + " (expected: 0)");
            }
            DerReader typed = response.next(DerReader.context(0)).next(DerReader.SEQUENCE);
            if (!MessageDigest.isEqual(typed.next(DerReader.OBJECT).content(), BASIC)) {
                throw new MalformedDerException();
            }
            DerReader data = new DerReader(typed.next(DerReader.OCTETS).content())
                    .next(DerReader.SEQUENCE)
                    .next(DerReader.SEQUENCE);
            if (data.tag() == DerReader.context(0)) {
                data.next(); // its version
            }
            data.next(); // who answers
            data.time(); // when
            DerReader answers = data.next(DerReader.SEQUENCE);
            while (answers.hasNext()) {
                DerReader answer = answers.next(DerReader.SEQUENCE);
                if (isAbout(answer.next(DerReader.SEQUENCE), certificate)) {
                    return good(bytes, answer);
                }
            }
            throw new ConfigException("is about another certificate (expected: number "
                    + certificate.getSerialNumber().toString(16) + " of "
                    + certificate.getIssuerX500Principal().getName() + ")");
        } catch (MalformedDerException | ArrayIndexOutOfBoundsException _) {
            throw new ConfigException("is no answer of OCSP (expected: one in DER)");
        }
    }

    private static boolean isAbout(DerReader id, X509Certificate certificate) {
        String hash = HexFormat.of()
                .formatHex(id.next(DerReader.SEQUENCE).next(DerReader.OBJECT).content());
        byte[] issuer = id.next(DerReader.OCTETS).content();
        id.next(DerReader.OCTETS); // that of the issuer's key
        BigInteger serial = id.integer();
        return serial.equals(certificate.getSerialNumber())
                && (!HASHES.containsKey(hash)
                        || MessageDigest.isEqual(
                                issuer,
                                digest(
                                        HASHES.get(hash),
                                        certificate.getIssuerX500Principal().getEncoded())));
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError(algorithm, e);
        }
    }

    private static OcspAnswer good(byte[] bytes, DerReader answer) {
        int status = answer.tag();
        answer.next();
        if (status != GOOD) {
            throw new ConfigException(
                    status == REVOKED ? "says that the certificate was revoked" : "does not know the certificate");
        }
        Instant from = answer.time();
        Instant until = answer.tag() == DerReader.context(0) ? answer.next().time() : Instant.MAX;
        return new OcspAnswer(bytes, from, until);
    }
}

package org.penlb.tls.certificate;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/** Private keys out of PEM: PKCS#8, and the older PKCS#1 (RSA) and SEC1 (EC). */
final class PrivateKeys {
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] NULL = {5, 0};
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d010101");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final Map<String, String> ALGORITHMS = Map.of(
            "2a864886f70d010101", "RSA",
            "2a864886f70d01010a", "RSASSA-PSS",
            "2a8648ce3d0201", "EC",
            "2b6570", "Ed25519",
            "2b6571", "Ed448");

    /** P-256, P-384 and P-521, as the JDK calls them. */
    private static final Set<String> CURVES = Set.of("secp256r1", "secp384r1", "secp521r1");

    private static final int SHORTEST_RSA = 1024;
    /** BoringSSL's limits, which it tells of at the first signature. */
    private static final int LONGEST_RSA = 8192;

    private static final int LONGEST_EXPONENT = 33;
    private static final String EXPECTED = " (expected: RSA of 1024 to 8192 bits, or ECDSA with P-256, P-384 or P-521)";

    private PrivateKeys() {}

    /** A key that was read. */
    static final class Found {
        private final PrivateKey key;
        /** The JDK drops it, and to do without takes a signature to see whether a certificate is of the key: a millisecond. */
        private final byte @Nullable [] point;

        /**
         * @param point the public point beside it, as most files of EC keys have it, uncompressed; null if there is none
         */
        private Found(PrivateKey key, byte @Nullable [] point) {
            this.key = key;
            this.point = point;
        }

        /** A key without anything beside it. */
        Found(PrivateKey key) {
            this(key, null);
        }

        PrivateKey key() {
            return key;
        }
    }

    /**
     * The first private key in a file.
     *
     * @throws ConfigException if there is none, or it cannot be used; of the key itself it says nothing
     */
    static Found in(PemFile pem) {
        for (PemFile.Block block : pem.blocks()) {
            if (block.encrypted() || block.label().equals("ENCRYPTED PRIVATE KEY")) {
                throw new ConfigException("the key has a password (expected: a key without one, which openssl pkey"
                        + " -in FILE -out FILE makes of it; or PKCS#12)");
            }
            try {
                switch (block.label()) {
                    case "PRIVATE KEY" -> {
                        return ofPkcs8(block.content());
                    }
                    case "RSA PRIVATE KEY" -> {
                        return ofPkcs8(wrapped(DerWriter.value(DerReader.SEQUENCE, RSA, NULL), block.content()));
                    }
                    case "EC PRIVATE KEY" -> {
                        return ofPkcs8(wrapped(
                                DerWriter.value(DerReader.SEQUENCE, EC, curveOf(block.content())), block.content()));
                    }
                    case "DSA PRIVATE KEY" -> throw new ConfigException("a DSA key is of no use" + EXPECTED);
                    default -> {} // certificates, parameters
                }
            } catch (MalformedDerException _) {
                throw new ConfigException("the key cannot be read: its bytes make no sense");
            } catch (GeneralSecurityException e) {
                throw new ConfigException("the key cannot be read: " + e.getMessage());
            }
        }
        throw new ConfigException("there is no private key (expected: one in PEM)");
    }

    private static Found ofPkcs8(byte[] encoded) throws GeneralSecurityException {
        DerReader info = new DerReader(encoded).next(DerReader.SEQUENCE);
        info.integer();
        String oid = HexFormat.of()
                .formatHex(info.next(DerReader.SEQUENCE).next(DerReader.OBJECT).content());
        String algorithm = ALGORITHMS.get(oid);
        if (algorithm == null) {
            throw new ConfigException("the key is of a kind that is not known" + EXPECTED);
        }
        PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        return new Found(key, algorithm.equals("EC") ? pointOf(encoded) : null);
    }

    /**
     * The key, if handshakes can be signed with it, by BoringSSL and by the JDK.
     *
     * @throws ConfigException if not, saying what it is
     */
    static Found usable(Found found) {
        PrivateKey key = found.key();
        String unusable = switch (key) {
            case RSAKey rsa -> whyUnusable(rsa, key.getAlgorithm());
            case ECKey ec -> CURVES.contains(curve(ec)) ? null : "the curve " + curve(ec);
            default -> key.getAlgorithm();
        };
        if (unusable != null) {
            throw new ConfigException("a key of " + unusable + " signs no handshakes" + EXPECTED);
        }
        return found;
    }

    private static @Nullable String whyUnusable(RSAKey key, String algorithm) {
        int length = key.getModulus().bitLength();
        if (!algorithm.equals("RSA") || length < SHORTEST_RSA || length > LONGEST_RSA) {
            return algorithm + " with " + length + " bits";
        }
        int exponent =
                key instanceof RSAPrivateCrtKey crt ? crt.getPublicExponent().bitLength() : 0;
        return exponent > LONGEST_EXPONENT ? "RSA with a public exponent of " + exponent + " bits" : null;
    }

    /** Its name, or what else there is to call it. */
    private static String curve(ECKey key) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(key.getParams());
            return parameters.getParameterSpec(ECGenParameterSpec.class).getName();
        } catch (GeneralSecurityException _) {
            return key.getParams().getOrder().bitLength() + " bits";
        }
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return DerWriter.value(DerReader.SEQUENCE, VERSION_0, algorithm, DerWriter.value(DerReader.OCTETS, key));
    }

    /** The curve in a key of SEC1, which PKCS#8 wants outside. */
    private static byte[] curveOf(byte[] sec1) {
        DerReader key = new DerReader(sec1).next(DerReader.SEQUENCE);
        key.integer();
        key.next(DerReader.OCTETS);
        if (key.tag() != DerReader.context(0)) {
            throw new MalformedDerException();
        }
        return key.next().content();
    }

    /** Whether they are two halves of one. */
    static boolean fit(Found found, PublicKey other) {
        PrivateKey key = found.key();
        byte[] point = found.point;
        if (key instanceof RSAKey mine && other instanceof RSAKey theirs) {
            return mine.getModulus().equals(theirs.getModulus());
        }
        if (point != null && other instanceof ECPublicKey ec) {
            int half = (point.length - 1) / 2;
            return new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + half))
                            .equals(ec.getW().getAffineX())
                    && new BigInteger(1, Arrays.copyOfRange(point, 1 + half, point.length))
                            .equals(ec.getW().getAffineY());
        }
        return key.getAlgorithm().equals(other.getAlgorithm()) && signs(key, other);
    }

    private static byte @Nullable [] pointOf(byte[] encoded) {
        try {
            DerReader info = new DerReader(encoded).next(DerReader.SEQUENCE);
            info.integer();
            info.next();
            DerReader sec1 = new DerReader(info.next(DerReader.OCTETS).content()).next(DerReader.SEQUENCE);
            sec1.integer();
            sec1.next(DerReader.OCTETS);
            while (sec1.hasNext()) {
                boolean isPoint = sec1.tag() == DerReader.context(1);
                DerReader value = sec1.next();
                if (isPoint) {
                    byte[] bits = value.next(0x03).content(); // a bit string: none of the last octet's bits is unused
                    boolean isPlain = bits.length > 2 && bits[0] == 0 && bits[1] == 4;
                    return isPlain ? Arrays.copyOfRange(bits, 1, bits.length) : null;
                }
            }
            return null;
        } catch (MalformedDerException _) {
            return null;
        }
    }

    private static boolean signs(PrivateKey key, PublicKey other) {
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "EC" -> "SHA256withECDSA";
                        case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
                        default -> key.getAlgorithm();
                    });
            byte[] message = {1, 2, 3, 4};
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(other);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}

package org.penlb.cluster.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.penlb.config.cluster.SharedSecret;

/**
 * Signs what leaves this instance with the secret that all instances know, and finds out whether what comes in is signed with
 * it. For one thread.
 */
public final class Seal {
    /** Bytes of a signature. */
    public static final int LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;
    private final int keyId;

    /**
     * @param cluster its name: what is signed for another cluster is not taken here though the secret be the same
     * @param secret null where nobody else can reach the instances, on loopback
     */
    public Seal(String cluster, @Nullable SharedSecret secret) {
        byte[] key = secret == null ? new byte[0] : secret.bytes();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(cluster.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] derived = digest.digest(key);
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(derived, ALGORITHM));
            keyId = ByteBuffer.wrap(mac.doFinal(new byte[] {'i', 'd'})).getInt();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Tells secrets apart without giving anything of them away. */
    public int keyId() {
        return keyId;
    }

    /** Writes the signature of the first bytes right after them. */
    public void sign(byte[] message, int length) {
        byte[] signature = mac(message, length);
        System.arraycopy(signature, 0, message, length, LENGTH);
    }

    /** Whether the last bytes are the signature of the others. */
    public boolean isSigned(byte[] message) {
        int length = message.length - LENGTH;
        return length >= 0
                && MessageDigest.isEqual(mac(message, length), Arrays.copyOfRange(message, length, message.length));
    }

    private byte[] mac(byte[] message, int length) {
        mac.update(message, 0, length);
        return mac.doFinal();
    }
}

package org.penlb.tls.engine;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.penlb.config.tls.TicketSecret;
import org.penlb.config.tls.Tickets;

/**
 * The keys of session tickets. Time is cut into periods, and each has a key of its own, made of the secret and the period's
 * number by HKDF (RFC 5869): instances that know the secret have the same keys without a word between them. The key of now
 * encrypts; those of the periods before and after decrypt, too: the one for tickets that are still about, the other for
 * instances whose clocks are ahead.
 */
public final class TicketKeys {
    private static final int SECRET_BYTES = 32;
    private static final byte[] SALT = "pen session tickets 1".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] secret;
    private final Duration rotate;

    private TicketKeys(byte[] secret, Duration rotate) {
        this.secret = secret;
        this.rotate = rotate;
    }

    /** Keys of a secret, or if there is none of this process alone. */
    public static TicketKeys of(Tickets tickets) {
        TicketSecret secret = tickets.secret();
        if (secret != null) {
            return new TicketKeys(secret.bytes(), tickets.rotate());
        }
        byte[] own = new byte[SECRET_BYTES];
        RANDOM.nextBytes(own);
        return new TicketKeys(own, tickets.rotate());
    }

    /** The number of a period. */
    long period(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), rotate.toSeconds());
    }

    /** When the keys are to be set anew. */
    public Instant nextChange(Instant now) {
        return Instant.ofEpochSecond((period(now) + 1) * rotate.toSeconds());
    }

    /** The keys of a period, the one that encrypts first. */
    OpenSslSessionTicketKey[] keys(long period) {
        return new OpenSslSessionTicketKey[] {key(period), key(period + 1), key(period - 1)};
    }

    private OpenSslSessionTicketKey key(long period) {
        byte[] derived = derived(period);
        int name = OpenSslSessionTicketKey.NAME_SIZE;
        int hmac = name + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
        return new OpenSslSessionTicketKey(
                Arrays.copyOfRange(derived, 0, name),
                Arrays.copyOfRange(derived, name, hmac),
                Arrays.copyOfRange(derived, hmac, derived.length));
    }

    private byte[] derived(long period) {
        try {
            byte[] info = ByteBuffer.allocate(Long.BYTES).putLong(period).array();
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .addSalt(SALT)
                            .thenExpand(info, OpenSslSessionTicketKey.TICKET_KEY_SIZE));
        } catch (GeneralSecurityException e) {
            throw new LinkageError("HKDF-SHA256", e);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}

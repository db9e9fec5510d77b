package org.penlb.config.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.penlb.config.ConfigException;

/**
 * What the keys of session tickets are made of: instances that know it resume each other's sessions. It shows itself
 * nowhere: logs and messages get stars.
 *
 * @param value {@value #SHORTEST} to {@value #LONGEST} visible ASCII characters
 * @param file where it was read, which is no secret
 */
public record TicketSecret(String value, Path file) {
    /** Who finds it reads all that was said: it is to be as hard to find as a key. */
    public static final int SHORTEST = 32;

    public static final int LONGEST = 512;

    public TicketSecret {
        if (value.length() < SHORTEST || value.length() > LONGEST) {
            throw new ConfigException("secret: " + value.length() + " characters are not within " + SHORTEST + " to "
                    + LONGEST + " (such as: openssl rand -base64 -out FILE 48)");
        }
        if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ConfigException("secret: a character that is not visible ASCII");
        }
    }

    public byte[] bytes() {
        return value.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "***";
    }
}

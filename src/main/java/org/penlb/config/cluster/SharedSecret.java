package org.penlb.config.cluster;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * What all instances know and nobody else: their messages are signed with it. It shows itself nowhere: logs and messages get
 * stars.
 *
 * @param value {@value #SHORTEST} to {@value #LONGEST} visible ASCII characters
 * @param file where it was read, which is no secret; null if it came otherwise
 */
public record SharedSecret(String value, @Nullable Path file) {
    /** What is shorter is found by trying. */
    public static final int SHORTEST = 16;

    public static final int LONGEST = 512;

    public SharedSecret {
        if (value.length() < SHORTEST || value.length() > LONGEST) {
            throw new ConfigException(
                    "secret: " + value.length() + " characters are not within " + SHORTEST + " to " + LONGEST);
        }
        if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ConfigException(
                    "secret: a character that is not visible ASCII (expected: letters, digits, signs)");
        }
    }

    /** One that is in no file. */
    public SharedSecret(String value) {
        this(value, null);
    }

    public byte[] bytes() {
        return value.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "***";
    }
}

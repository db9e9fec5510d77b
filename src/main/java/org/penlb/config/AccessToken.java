package org.penlb.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A secret that lets its bearer change Pen. It shows itself nowhere: logs and messages get stars.
 *
 * @param value {@value #SHORTEST} to {@value #LONGEST} visible ASCII characters, as a header of HTTP can carry them
 */
public record AccessToken(String value) {
    /** What is shorter is found by trying. */
    public static final int SHORTEST = 16;

    public static final int LONGEST = 512;

    public AccessToken {
        if (value.length() < SHORTEST || value.length() > LONGEST) {
            throw new ConfigException(
                    "token: " + value.length() + " characters are not within " + SHORTEST + " to " + LONGEST);
        }
        if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ConfigException(
                    "token: a character that is not visible ASCII (expected: letters, digits, signs)");
        }
    }

    /** Whether somebody knows it; the time that this takes tells nothing about it. */
    public boolean isKnownAs(String claimed) {
        return MessageDigest.isEqual(value.getBytes(StandardCharsets.UTF_8), claimed.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}

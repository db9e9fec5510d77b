package org.penlb.config.tls;

import java.util.Locale;
import org.penlb.config.ConfigException;

/** Whether clients show a certificate. */
public enum ClientAuth {
    /** They are not asked. */
    NONE,
    /** They are asked, and come in without one, too; who shows one that does not verify does not. */
    REQUEST,
    /** Who has none does not come in. */
    REQUIRE;

    /** As a configuration has it, {@code require}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws ConfigException if the word is not one of them
     */
    public static ClientAuth of(String word) {
        for (ClientAuth auth : values()) {
            if (auth.word().equals(word)) {
                return auth;
            }
        }
        throw new ConfigException("\"" + word + "\" is not none, request or require");
    }
}

package org.penlb.config.tls;

import java.util.Set;
import org.penlb.config.ConfigException;

/** A version of TLS that can be spoken. */
public enum TlsVersion {
    TLS_1_2("1.2", "TLSv1.2"),
    TLS_1_3("1.3", "TLSv1.3");

    /** Versions that have names, and are not to be had. */
    private static final Set<String> BROKEN = Set.of("1.0", "1.1", "1", "2", "3", "2.0", "3.0");

    private final String number;
    private final String engineName;

    TlsVersion(String number, String engineName) {
        this.number = number;
        this.engineName = engineName;
    }

    /** As a configuration has it, {@code 1.2}. */
    public String number() {
        return number;
    }

    /** As engines have it, {@code TLSv1.2}. */
    public String engineName() {
        return engineName;
    }

    /**
     * Reads the number of a version.
     *
     * @throws ConfigException if there is none of this number, or it is broken
     */
    public static TlsVersion of(String number) {
        for (TlsVersion version : values()) {
            if (version.number.equals(number)) {
                return version;
            }
        }
        throw new ConfigException(
                BROKEN.contains(number)
                        ? "TLS " + number + " is broken, and not spoken here: RFC 8996 (expected: 1.2 or 1.3)"
                        : "\"" + number + "\" is not a version of TLS (expected: 1.2 or 1.3)");
    }
}

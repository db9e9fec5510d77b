package org.penlb.admin;

import org.jspecify.annotations.Nullable;

/**
 * Files of certificates that could not be used. Thousands of them take seconds to read: then there is not another attempt at
 * once.
 *
 * @param problem what was told
 * @param until when they are read again, by the clock of {@link System#nanoTime}
 */
record CertificateTrouble(String problem, long until) {
    /** How many times longer than an attempt that failed nothing is tried. */
    private static final int REST = 20;

    /**
     * @param began when the attempt did
     * @param now when it failed
     */
    static CertificateTrouble of(Throwable failure, long began, long now) {
        return new CertificateTrouble(String.valueOf(failure.getMessage()), now + (now - began) * REST);
    }

    static boolean rests(@Nullable CertificateTrouble trouble, long now) {
        return trouble != null && trouble.until - now > 0;
    }

    /** Whether the operator has not been told before. */
    boolean isNewTo(@Nullable CertificateTrouble before) {
        return before == null || !before.problem.equals(problem);
    }
}

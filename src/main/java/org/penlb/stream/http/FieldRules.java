package org.penlb.stream.http;

/**
 * What becomes of the fields that one client sends.
 *
 * @param claims which of those that say on whose behalf it asks pass
 * @param certificates whether it may say something of certificates
 * @param host whether the host that it asks for is of interest
 */
record FieldRules(Claims claims, boolean certificates, boolean host) {
    /** What a client may say of others. */
    enum Claims {
        /** It stays, and ours comes last. */
        STAY,
        /** The client is a trusted proxy: what it says stays. What only looks like it to some servers comes from another one. */
        TRUSTED,
        /** Nothing. */
        GO
    }

    /** What becomes of a field. */
    enum Fate {
        PASSES,
        GOES,
        /** That depends on its value. */
        OPEN
    }

    /**
     * @param varied whether the name has other signs where it should have hyphens
     * @param trailer whether it comes behind the body, where nothing of interest may be said (RFC 9110, 6.5.1)
     */
    Fate of(FieldKind kind, boolean varied, boolean trailer) {
        if (trailer) {
            return kind == FieldKind.OTHER ? Fate.PASSES : Fate.GOES;
        }
        return switch (kind) {
            case FORWARDED_FOR, FORWARDED_PROTO, FORWARDED_OTHER, FORWARDED -> passes(isClaimed(varied));
            case CERTIFICATE -> passes(certificates && isClaimed(varied));
            case HTTP2_SETTINGS -> Fate.GOES;
            case CONNECTION, UPGRADE -> Fate.OPEN;
            case HOST -> host ? Fate.OPEN : Fate.PASSES;
            case CONTENT_LENGTH, TRANSFER_ENCODING, OTHER -> Fate.PASSES;
        };
    }

    private boolean isClaimed(boolean varied) {
        return switch (claims) {
            case STAY -> true;
            case TRUSTED -> !varied;
            case GO -> false;
        };
    }

    private static Fate passes(boolean passes) {
        return passes ? Fate.PASSES : Fate.GOES;
    }
}

package org.penlb.dns;

import java.security.SecureRandom;
import java.util.Random;

/**
 * IDs for queries, which nobody can foresee: whoever wants to forge an answer has to guess one (RFC 5452). Random bytes are
 * taken a block at a time, since asking for them costs far more than using them. One instance serves one thread.
 */
public final class QueryIds {
    private static final int BLOCK = 1024;

    private final Random source;
    private final byte[] block = new byte[BLOCK];
    private int used = BLOCK;

    public QueryIds() {
        this(new SecureRandom());
    }

    QueryIds(Random source) {
        this.source = source;
    }

    /** The next ID, 0 to 65535. It may be one that was given out before. */
    public int next() {
        if (used == BLOCK) {
            source.nextBytes(block);
            used = 0;
        }
        int id = (block[used] & 0xff) << 8 | (block[used + 1] & 0xff);
        used += 2;
        return id;
    }
}

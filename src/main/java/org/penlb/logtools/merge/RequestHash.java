package org.penlb.logtools.merge;

import java.security.SecureRandom;
import org.penlb.logtools.weblog.RequestText;

/**
 * A hash of a server and a request that stands for both: 64 bits, by a key of this run, so that nobody can make requests
 * that are taken for others'.
 */
final class RequestHash {
    private final long key;
    private final long serverKey;

    RequestHash() {
        var random = new SecureRandom();
        key = random.nextLong() | 1;
        serverKey = random.nextLong() | 1;
    }

    long of(int server, RequestText request) {
        return request.hash(server * serverKey + serverKey, key);
    }
}

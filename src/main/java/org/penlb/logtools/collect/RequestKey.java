package org.penlb.logtools.collect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.logtools.weblog.RequestText;

/**
 * A request to a server, by which the lines of pen and of web servers find each other. Clients choose requests, so they can
 * choose them to have one hash; that keys can be compared keeps a table of those fast.
 */
final class RequestKey implements Comparable<RequestKey> {
    private final IpAddress server;
    private final byte[] request;
    private final int hash;

    private RequestKey(IpAddress server, RequestText request, int length) {
        this.server = server;
        this.request = request.copy(length);
        hash = 31 * server.hashCode() + request.hash(length);
    }

    static RequestKey of(IpAddress server, RequestText request) {
        return new RequestKey(server, request, request.length());
    }

    /** That of the same request in the log of a web server that does not write the protocol; null if it names none. */
    static @Nullable RequestKey withoutProtocol(IpAddress server, RequestText request) {
        int shorter = request.lengthWithoutProtocol();
        return shorter < request.length() ? new RequestKey(server, request, shorter) : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestKey key && server.equals(key.server) && Arrays.equals(request, key.request);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public int compareTo(RequestKey other) {
        int first = Arrays.compare(request, other.request);
        int second = first != 0 ? first : Long.compare(server.high(), other.server.high());
        return second != 0 ? second : Long.compare(server.low(), other.server.low());
    }

    @Override
    public String toString() {
        return "server " + server + ", request \"" + new String(request, StandardCharsets.US_ASCII) + "\"";
    }
}

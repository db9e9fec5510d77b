package org.penlb.logtools.resolve;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A line, or a part of one, that waits for those before it to be written, and for a name. */
final class HeldLine {
    /** What it costs beside its bytes. */
    private static final int OVERHEAD = 64;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final ClientSpan client;
    private final @Nullable CompletableFuture<LookupResult> lookup;

    private HeldLine(
            byte[] bytes, int from, int to, ClientSpan client, @Nullable CompletableFuture<LookupResult> lookup) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.client = client;
        this.lookup = lookup;
    }

    /** One that stays as it is. */
    static HeldLine unchanged(byte[] bytes, int from, int to) {
        return new HeldLine(bytes, from, to, new ClientSpan(from, from), null);
    }

    /** One whose client may become a name. */
    static HeldLine awaiting(
            byte[] bytes, int from, int to, ClientSpan client, CompletableFuture<LookupResult> lookup) {
        return new HeldLine(bytes, from, to, client, lookup);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Its first byte. */
    int from() {
        return from;
    }

    /** Behind its last byte. */
    int to() {
        return to;
    }

    /** What a name takes the place of. */
    ClientSpan client() {
        return client;
    }

    /** What it waits for; null if it stays as it is. */
    @Nullable
    CompletableFuture<LookupResult> lookup() {
        return lookup;
    }

    /** How much memory it takes, in bytes. */
    int cost() {
        return to - from + OVERHEAD;
    }
}

package org.penlb.cluster.assignments;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.BitSet;

/** The sums of who asks whether a peer knows the same clients, by bucket. */
final class SumsQuestion {
    private final long exchange;
    private final String service;
    private final long after;
    private final long upTo;
    private final long[] buckets;

    private SumsQuestion(long exchange, String service, long after, long upTo, long[] buckets) {
        this.exchange = exchange;
        this.service = service;
        this.after = after;
        this.upTo = upTo;
        this.buckets = buckets;
    }

    static SumsQuestion read(DataInputStream in) throws IOException {
        long exchange = in.readLong();
        String service = in.readUTF();
        long after = in.readLong();
        long upTo = in.readLong();
        var buckets = new long[Sums.BUCKETS];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = in.readLong();
        }
        return new SumsQuestion(exchange, service, after, upTo, buckets);
    }

    static byte[] write(long exchange, String service, Sums sums) {
        return Pages.write(out -> {
            out.writeLong(exchange);
            out.writeUTF(service);
            out.writeLong(sums.after());
            out.writeLong(sums.upTo());
            for (int i = 0; i < Sums.BUCKETS; i++) {
                out.writeLong(sums.bucket(i));
            }
        });
    }

    long exchange() {
        return exchange;
    }

    String service() {
        return service;
    }

    long after() {
        return after;
    }

    long upTo() {
        return upTo;
    }

    /** Which buckets are not the same here. */
    BitSet differences(Sums here) {
        var different = new BitSet(Sums.BUCKETS);
        for (int i = 0; i < Sums.BUCKETS; i++) {
            if (buckets[i] != here.bucket(i)) {
                different.set(i);
            }
        }
        return different;
    }
}

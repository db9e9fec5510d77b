package org.penlb.cluster.assignments;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Where the sums of who was asked differ. */
final class SumsAnswer {
    /** The service is not there. */
    private static final int NONE = 0;

    private static final int COMPARED = 1;
    /** Of some of the clients nothing is known: they gave way. Who asks is to look at the others. */
    private static final int LATER = 2;

    private final long exchange;
    private final int kind;
    private final long after;
    private final long count;
    private final BitSet buckets;
    private final long[] leaves;

    private SumsAnswer(long exchange, int kind, long after, long count, BitSet buckets, long[] leaves) {
        this.exchange = exchange;
        this.kind = kind;
        this.after = after;
        this.count = count;
        this.buckets = buckets;
        this.leaves = leaves;
    }

    static SumsAnswer read(DataInputStream in) throws IOException {
        long exchange = in.readLong();
        int kind = in.readUnsignedByte();
        if (kind > LATER) {
            throw new StreamCorruptedException("kind " + kind);
        }
        long after = in.readLong();
        long count = in.readLong();
        int size = in.readUnsignedShort();
        if (size > Sums.BUCKETS) {
            throw new StreamCorruptedException(size + " buckets");
        }
        var buckets = new BitSet(Sums.BUCKETS);
        var leaves = new long[size * Sums.LEAVES_PER_BUCKET];
        int last = -1;
        for (int i = 0; i < size; i++) {
            int bucket = in.readUnsignedShort();
            if (bucket <= last || bucket >= Sums.BUCKETS) {
                throw new StreamCorruptedException("bucket " + bucket);
            }
            last = bucket;
            buckets.set(bucket);
            for (int leaf = 0; leaf < Sums.LEAVES_PER_BUCKET; leaf++) {
                leaves[i * Sums.LEAVES_PER_BUCKET + leaf] = in.readLong();
            }
        }
        return new SumsAnswer(exchange, kind, after, count, buckets, leaves);
    }

    static byte[] unknown(long exchange) {
        return write(exchange, NONE, 0, 0, new BitSet(), null);
    }

    static byte[] later(long exchange, long after) {
        return write(exchange, LATER, after, 0, new BitSet(), null);
    }

    static byte[] compared(long exchange, BitSet buckets, Sums here) {
        return write(exchange, COMPARED, here.after(), here.count(), buckets, here);
    }

    private static byte[] write(long exchange, int kind, long after, long count, BitSet buckets, @Nullable Sums sums) {
        return Pages.write(out -> {
            out.writeLong(exchange);
            out.writeByte(kind);
            out.writeLong(after);
            out.writeLong(count);
            out.writeShort(buckets.cardinality());
            for (int bucket = buckets.nextSetBit(0);
                    bucket >= 0 && sums != null;
                    bucket = buckets.nextSetBit(bucket + 1)) {
                out.writeShort(bucket);
                for (int i = 0; i < Sums.LEAVES_PER_BUCKET; i++) {
                    out.writeLong(sums.leaf(bucket * Sums.LEAVES_PER_BUCKET + i));
                }
            }
        });
    }

    long exchange() {
        return exchange;
    }

    boolean isUnknown() {
        return kind == NONE;
    }

    boolean isLater() {
        return kind == LATER;
    }

    long after() {
        return after;
    }

    /** How many clients were summed up there. */
    long count() {
        return count;
    }

    /** The leaves that are not the same here. */
    BitSet differences(Sums here) {
        var different = new BitSet(Sums.LEAVES);
        int at = 0;
        for (int bucket = buckets.nextSetBit(0); bucket >= 0; bucket = buckets.nextSetBit(bucket + 1)) {
            var theirs = new long[Sums.LEAVES_PER_BUCKET];
            System.arraycopy(leaves, at, theirs, 0, theirs.length);
            here.compare(bucket, theirs, different);
            at += theirs.length;
        }
        return different;
    }
}

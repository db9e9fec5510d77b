package org.penlb.cluster.assignments;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;

/**
 * What one instance asks another for, and what it gets: clients, a page at a time. Whoever asks knows where to go on; but for a walk
 * through all of them, nothing is remembered between two pages by who answers.
 */
final class Pages {
    /** How many clients are on a page at most. */
    static final int CLIENTS = 10_000;

    private Pages() {}

    /** The clients of a service with versions after one and up to another. */
    record Changes(long exchange, String service, long after, long upTo, int from) {
        static Changes read(DataInputStream in) throws IOException {
            return new Changes(in.readLong(), in.readUTF(), in.readLong(), in.readLong(), in.readInt());
        }

        byte[] write() {
            return Pages.write(this::write);
        }

        private void write(DataOutputStream out) throws IOException {
            out.writeLong(exchange);
            out.writeUTF(service);
            out.writeLong(after);
            out.writeLong(upTo);
            out.writeInt(from);
        }
    }

    /** Of those the ones in some leaves. */
    record Leaves(Changes changes, BitSet leaves) {
        static Leaves read(DataInputStream in) throws IOException {
            Changes changes = Changes.read(in);
            var words = new long[Sums.LEAVES / Long.SIZE];
            for (int i = 0; i < words.length; i++) {
                words[i] = in.readLong();
            }
            return new Leaves(changes, BitSet.valueOf(words));
        }

        byte[] write() {
            return Pages.write(out -> {
                changes.write(out);
                long[] words = leaves.toLongArray();
                for (int i = 0; i < Sums.LEAVES / Long.SIZE; i++) {
                    out.writeLong(i < words.length ? words[i] : 0);
                }
            });
        }
    }

    /** All of them, in the order in which they used their servers; the first page begins a walk. */
    record All(long exchange, String service, boolean first) {
        static All read(DataInputStream in) throws IOException {
            return new All(in.readLong(), in.readUTF(), in.readBoolean());
        }

        byte[] write() {
            return Pages.write(out -> {
                out.writeLong(exchange);
                out.writeUTF(service);
                out.writeBoolean(first);
            });
        }
    }

    /**
     * A page.
     *
     * @param next where to go on, 0 at the end
     */
    record Page(long exchange, int next, List<Assignment> clients) {
        static Page read(DataInputStream in) throws IOException {
            return new Page(in.readLong(), in.readInt(), ClientsReader.read(in));
        }

        static byte[] write(long exchange, int next, ClientsWriter clients) {
            return Pages.write(out -> {
                out.writeLong(exchange);
                out.writeInt(next);
                out.write(clients.finish());
            });
        }
    }

    /** Something to be written. */
    @FunctionalInterface
    interface Written {
        void to(DataOutputStream out) throws IOException;
    }

    static byte[] write(Written what) {
        var bytes = new ByteArrayOutputStream();
        try {
            what.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        return bytes.toByteArray();
    }
}

package org.penlb.cluster.peers;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What an instance says of itself twice a second.
 *
 * @param node where messages for it go
 * @param name what operators call it
 * @param tag of its versions
 * @param batches how many batches of assignments it has sent to whom it says this
 * @param orders the digest of the administrative orders that it knows
 * @param hears the {@link #number} of each node that it hears: their names would make most of what is said among many
 */
public record Beat(String node, String name, int tag, long batches, long orders, Set<Integer> hears) {
    /** Of more nodes nothing is said. */
    static final int MOST_HEARD = Roster.MOST_PEERS;

    public Beat {
        hears = Set.copyOf(hears);
    }

    /** What a node is called where it is one of many; of two nodes it is the same once in four thousand millions. */
    public static int number(String node) {
        return node.hashCode();
    }

    boolean hears(String other) {
        return hears.contains(number(other));
    }

    static Beat read(DataInputStream in) throws IOException {
        String node = in.readUTF();
        String name = in.readUTF();
        int tag = in.readUnsignedShort();
        long batches = in.readLong();
        long orders = in.readLong();
        int size = in.readUnsignedShort();
        if (size > MOST_HEARD) {
            throw new StreamCorruptedException(size + " nodes");
        }
        var hears = HashSet.<Integer>newHashSet(size);
        for (int i = 0; i < size; i++) {
            hears.add(in.readInt());
        }
        return new Beat(node, name, tag, batches, orders, hears);
    }

    /** As the body of a message. */
    public byte[] write() {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        try {
            out.writeUTF(node);
            out.writeUTF(name);
            out.writeShort(tag);
            out.writeLong(batches);
            out.writeLong(orders);
            int said = Math.min(hears.size(), MOST_HEARD);
            out.writeShort(said);
            for (int heard : hears.stream().limit(said).toList()) {
                out.writeInt(heard);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        return bytes.toByteArray();
    }
}

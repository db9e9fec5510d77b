package org.penlb.cluster.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A value of a map that all instances share, signed together with its key: whoever reaches the map can take values away or
 * put old ones back, but neither make nor move one.
 */
public final class SealedValue {
    private SealedValue() {}

    /** The value as it is put into the map. */
    public static byte[] seal(Seal seal, String map, String key, byte[] value) {
        byte[] name = name(map, key);
        byte[] signed = ByteBuffer.allocate(name.length + value.length + Seal.LENGTH)
                .put(name)
                .put(value)
                .array();
        seal.sign(signed, name.length + value.length);
        return Arrays.copyOfRange(signed, name.length, signed.length);
    }

    /**
     * The value that was put into the map.
     *
     * @throws Refused if it is not signed, or not for this key
     */
    public static byte[] open(Seal seal, String map, String key, byte[] kept) throws Refused {
        byte[] name = name(map, key);
        byte[] signed = ByteBuffer.allocate(name.length + kept.length)
                .put(name)
                .put(kept)
                .array();
        if (kept.length < Seal.LENGTH || !seal.isSigned(signed)) {
            throw new Refused(Refused.Reason.FORGED);
        }
        return Arrays.copyOf(kept, kept.length - Seal.LENGTH);
    }

    private static byte[] name(String map, String key) {
        byte[] text = (map + '\n' + key).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + text.length)
                .putInt(text.length)
                .put(text)
                .array();
    }
}

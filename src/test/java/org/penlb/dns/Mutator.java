package org.penlb.dns;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages messages: what an attacker, a faulty client or the network might make of a sound one. */
final class Mutator {
    private final Random random;
    private final List<byte[]> sources;

    Mutator(Random random, List<byte[]> sources) {
        this.random = random;
        this.sources = sources;
    }

    /** A message that is sound, damaged in some places, or junk. */
    byte[] next() {
        byte[] message = any().clone();
        for (int times = random.nextInt(4); times > 0; times--) {
            message = damaged(message);
        }
        return message;
    }

    private byte[] any() {
        return sources.get(random.nextInt(sources.size()));
    }

    private byte[] damaged(byte[] message) {
        if (message.length < Header.LENGTH) {
            return random.nextBoolean() ? message : junk(random.nextInt(300));
        }
        return switch (random.nextInt(10)) {
            case 0 -> flipped(message);
            case 1 -> with(message, random.nextInt(message.length), random.nextInt(256));
            case 2 -> Arrays.copyOf(message, random.nextInt(message.length));
            case 3 -> Arrays.copyOf(message, Math.min(message.length, Header.LENGTH + random.nextInt(20)));
            case 4 -> joined(message, junk(random.nextInt(40)));
            case 5 -> pointer(message, random.nextInt(message.length));
            case 6 -> pointer(message, Math.min(message.length - 1, Header.LENGTH + random.nextInt(10)));
            case 7 -> with(message, 4 + random.nextInt(8), random.nextInt(4)); // counts
            case 8 -> with(message, 2, random.nextInt(256)); // QR, opcode and flags
            default -> joined(Arrays.copyOf(message, random.nextInt(message.length)), any());
        };
    }

    private byte[] flipped(byte[] message) {
        int bit = random.nextInt(8 * message.length);
        return with(message, bit / 8, message[bit / 8] ^ 1 << bit % 8);
    }

    /** A compression pointer to the front, or somewhere. */
    private byte[] pointer(byte[] message, int at) {
        int target = random.nextInt(random.nextBoolean() ? 20 : 1 << 14);
        byte[] pointing = with(message, at, 0xc0 | target >> 8);
        return at + 1 < message.length ? with(pointing, at + 1, target) : pointing;
    }

    private byte[] junk(int length) {
        var junk = new byte[length];
        random.nextBytes(junk);
        return junk;
    }

    private static byte[] with(byte[] message, int at, int value) {
        message[at] = (byte) value;
        return message;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}

package org.penlb.it;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Spoils DNS messages, in the ways that parsers trip over. The same seed spoils the same way. */
final class Mutation {
    private static final int LARGEST = 65_507;

    private final Random random;

    Mutation(long seed) {
        random = new Random(seed);
    }

    /** A spoilt copy, of up to 65,507 bytes if the message is no larger; now and then what comes out is still a good message. */
    byte[] of(byte[] message) {
        byte[] spoilt = message.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            spoilt = once(spoilt);
        }
        return spoilt;
    }

    private byte[] once(byte[] message) {
        if (message.length < DnsMessage.HEADER) {
            return junk(random.nextInt(64));
        }
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(message, random.nextInt(message.length)); // cut
            case 1 -> join(message, junk(random.nextInt(512)));
            case 2 -> bit(message, message.length);
            case 3 -> bit(message, DnsMessage.HEADER);
            case 4 -> count(message);
            case 5 -> pointer(message);
            case 6 -> label(message);
            case 7 -> join(message, message);
            default -> random.nextInt(50) == 0 ? junk(LARGEST) : junk(random.nextInt(600));
        };
    }

    private byte[] junk(int length) {
        var junk = new byte[length];
        random.nextBytes(junk);
        return junk;
    }

    private static byte[] join(byte[] one, byte[] other) {
        int more = Math.clamp(LARGEST - one.length, 0, other.length); // a frame may be larger already
        byte[] both = Arrays.copyOf(one, one.length + more);
        System.arraycopy(other, 0, both, one.length, more);
        return both;
    }

    private byte[] bit(byte[] message, int within) {
        message[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
        return message;
    }

    /** One of the four counts of the header is another: none, one too many, the most there can be, or any. */
    private byte[] count(byte[] message) {
        int[] counts = {0, 2, 0xFFFF, random.nextInt(0x10000)};
        ByteBuffer.wrap(message).putShort(4 + 2 * random.nextInt(4), (short) counts[random.nextInt(counts.length)]);
        return message;
    }

    /** A name goes on elsewhere: at itself, further on, or in the header. */
    private byte[] pointer(byte[] message) {
        if (message.length < DnsMessage.HEADER + 2) {
            return message;
        }
        int at = DnsMessage.HEADER + random.nextInt(message.length - DnsMessage.HEADER - 1);
        int[] targets = {at, at + 2, 0, DnsMessage.HEADER, random.nextInt(0x4000)};
        ByteBuffer.wrap(message).putShort(at, (short) (0xC000 | targets[random.nextInt(targets.length)]));
        return message;
    }

    /** A label is longer than it should be, or of a kind that does not exist. */
    private byte[] label(byte[] message) {
        if (message.length > DnsMessage.HEADER) {
            message[DnsMessage.HEADER] = (byte) (random.nextBoolean() ? 63 : 0x40 + random.nextInt(0x80));
        }
        return message;
    }
}

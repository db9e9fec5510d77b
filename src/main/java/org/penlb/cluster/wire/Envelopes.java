package org.penlb.cluster.wire;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.penlb.balance.HybridClock;

/**
 * Puts messages into envelopes and takes them out: signed, with who sent it to whom, as the how manieth, and when. A message
 * that was sent before another one is not taken after it, so nobody gains by sending one again; what is lost by that is
 * healed as what is lost on the way. For one thread.
 *
 * <p>An envelope: format 1 byte, type 1, id of the secret 4, from 8, to 8, sequence 8, version of the sender's clock 8, body, signature
 * 32.
 */
public final class Envelopes {
    /** To whoever gets it, of whom it is not known who it is. */
    public static final long ANYBODY = 0;

    private static final byte FORMAT = 1;
    private static final int HEADER = 2 + Integer.BYTES + 4 * Long.BYTES;
    private static final int MOST_SENDERS = 4096;
    /** Somebody may have kept what was sent, to send it when its sender is forgotten. */
    private static final long OLD_MILLIS = TimeUnit.SECONDS.toMillis(60);

    private final long self;
    private final Seal seal;
    private final HybridClock clock;
    private final Map<Long, Last> lastTaken = new HashMap<>();
    /** Of them those that are gone: until what they sent is old it could be sent again. */
    private final Set<Long> gone = new HashSet<>();

    private long sent;

    /** The last message of a sender, and the latest time that one of its messages had. */
    private record Last(long sequence, long time) {}

    /**
     * @param self this instance, not {@link #ANYBODY}
     */
    public Envelopes(long self, Seal seal, HybridClock clock) {
        this.self = self;
        this.seal = seal;
        this.clock = clock;
    }

    /**
     * Puts a message into an envelope.
     *
     * @param to an instance, or {@link #ANYBODY}
     */
    public byte[] seal(MessageType type, long to, byte[] body) {
        int signed = HEADER + body.length;
        var envelope = ByteBuffer.allocate(signed + Seal.LENGTH)
                .put(FORMAT)
                .put((byte) type.number())
                .putInt(seal.keyId())
                .putLong(self)
                .putLong(to)
                .putLong(++sent)
                .putLong(clock.next())
                .put(body);
        seal.sign(envelope.array(), signed);
        return envelope.array();
    }

    /**
     * Takes a message out of its envelope, and sees its time.
     *
     * @throws Refused if it is not to be taken
     */
    public Message open(byte[] envelope) throws Refused {
        if (envelope.length < HEADER + Seal.LENGTH || envelope[0] != FORMAT) {
            throw new Refused(Refused.Reason.MALFORMED);
        }
        var header = ByteBuffer.wrap(envelope);
        header.get();
        MessageType type = MessageType.of(header.get());
        if (header.getInt() != seal.keyId()) {
            throw new Refused(Refused.Reason.OTHER_SECRET);
        }
        if (!seal.isSigned(envelope)) {
            throw new Refused(Refused.Reason.FORGED);
        }
        long from = header.getLong();
        long to = header.getLong();
        long sequence = header.getLong();
        long time = header.getLong();
        if (type == null || from == ANYBODY) {
            throw new Refused(Refused.Reason.MALFORMED);
        }
        if (from == self || (to != self && to != ANYBODY)) {
            throw new Refused(Refused.Reason.NOT_FOR_US);
        }
        take(from, to, sequence, time);
        var body = new byte[envelope.length - HEADER - Seal.LENGTH];
        header.get(body);
        return new Message(type, from, time, body);
    }

    private void take(long from, long to, long sequence, long time) throws Refused {
        forgetOld();
        Last last = lastTaken.get(from);
        if (last == null ? lastTaken.size() >= MOST_SENDERS : sequence <= last.sequence()) {
            throw new Refused(last == null ? Refused.Reason.TOO_MANY : Refused.Reason.REPLAYED);
        }
        if ((last == null || to == ANYBODY) && isOld(time)) {
            throw new Refused(Refused.Reason.OLD, from, -clock.ageMillis(time));
        }
        if (!clock.see(time)) {
            throw new Refused(Refused.Reason.CLOCK_AHEAD, from, -clock.ageMillis(time));
        }
        lastTaken.put(from, new Last(sequence, last == null ? time : Math.max(time, last.time())));
        gone.remove(from);
    }

    private boolean isOld(long time) {
        return clock.ageMillis(time) > OLD_MILLIS;
    }

    /** An instance is gone: nothing is remembered of it as soon as all that it sent is too old to be taken again. */
    public void forget(long instance) {
        if (lastTaken.containsKey(instance)) {
            gone.add(instance);
        }
    }

    private void forgetOld() {
        gone.removeIf(instance -> {
            Last last = lastTaken.get(instance);
            boolean isOver = last == null || isOld(last.time());
            if (isOver) {
                lastTaken.remove(instance);
            }
            return isOver;
        });
    }
}

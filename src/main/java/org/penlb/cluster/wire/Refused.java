package org.penlb.cluster.wire;

/** A message is not taken. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        /** It is no message, or one of another format. */
        MALFORMED("malformed"),
        /** It is signed with another secret. */
        OTHER_SECRET("other-secret"),
        /** Its signature is wrong: somebody has made or changed it who does not know the secret. */
        FORGED("forged"),
        /** It is for another instance, or for one that this one was before it was started anew. */
        NOT_FOR_US("not-for-us"),
        /** It was taken before, or a later one was. */
        REPLAYED("replayed"),
        /** It was sent too long ago. */
        OLD("old"),
        /** The sender's clock is too far ahead. */
        CLOCK_AHEAD("clock-ahead"),
        /** More instances would talk to this one than it can hold. */
        TOO_MANY("too-many");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** What metrics and the API call it. */
        public String word() {
            return word;
        }
    }

    private final Reason reason;
    private final long from;
    private final long aheadMillis;

    public Refused(Reason reason) {
        this(reason, Envelopes.ANYBODY, 0);
    }

    /**
     * The clock of an instance that knows the secret is wrong.
     *
     * @param from that instance
     * @param aheadMillis how far its clock is ahead; negative if it is behind
     */
    public Refused(Reason reason, long from, long aheadMillis) {
        super(reason.word(), null, false, false); // a stranger may cause thousands a second
        this.reason = reason;
        this.from = from;
        this.aheadMillis = aheadMillis;
    }

    /** The instance whose clock is the reason; {@link Envelopes#ANYBODY} for other reasons. */
    public long from() {
        return from;
    }

    /** How far the sender's clock is ahead if that is the reason; negative if it is behind. */
    public long aheadMillis() {
        return aheadMillis;
    }

    public Reason reason() {
        return reason;
    }
}

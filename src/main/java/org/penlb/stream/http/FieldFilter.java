package org.penlb.stream.http;

import java.util.Arrays;

/**
 * Passes the lines of heads and of trailers, and takes out those that are not to pass, wherever they are cut. A line of which
 * that is not known yet is held: its name, or no more than {@value #MOST_HELD} bytes if its value decides.
 *
 * <p>What two servers could read in two ways is odd: folded lines, names that are none, a length that is there twice, a line
 * that has a server take out fields of ours, more fields than some servers look at.
 */
final class FieldFilter {
    private static final int MOST_HELD = 1024;
    /** Some servers look at the first 100 (OpenResty), and ours are the last. */
    private static final int MOST_FIELDS = 90;

    private enum State {
        /** At the start of a line, or in a name that may be of interest. */
        NAME,
        /** In another name. */
        OTHER_NAME,
        PASSES,
        GOES,
        /** In a line whose value decides. */
        OPEN
    }

    private final FieldRules rules;
    private final FieldName name = new FieldName();
    private final FieldValue value = new FieldValue();
    private State state = State.NAME;
    private FieldKind kind = FieldKind.OTHER;
    /** What came earlier of a line that is open. */
    private byte[] held = new byte[32];

    private int heldBytes;

    private int fields;
    private boolean protoSaid;
    private boolean lengthSaid;
    private boolean upgradeOffered;
    private boolean odd;

    /** Where in the bytes at hand begins what passes and has not been passed on. */
    private int run;
    /** Where in the bytes at hand the line begins, or goes on from those before. */
    private int line;

    FieldFilter(FieldRules rules) {
        this.rules = rules;
    }

    /** Another head follows. */
    void start() {
        fields = 0;
        protoSaid = false;
        lengthSaid = false;
        upgradeOffered = false;
        value.forgetHost();
    }

    /** Whether there was something that can neither be passed on nor taken out. */
    boolean isOdd() {
        return odd;
    }

    /** Whether this head says by which protocol the client came, and that has passed. */
    boolean isProtoSaid() {
        return protoSaid;
    }

    /** Whether this head offers to go on in another protocol, and that has passed. */
    boolean isUpgradeOffered() {
        return upgradeOffered;
    }

    /** The host that this head asks for, as it was said. */
    FieldValue host() {
        return value;
    }

    /** How many bytes of those that came have neither been passed on nor taken out. */
    int heldBytes() {
        return heldBytes;
    }

    /**
     * More lines, or parts of lines.
     *
     * @param trailers whether they come behind the body
     */
    void pass(Passage passage, int from, int to, boolean trailers) {
        run = from;
        line = from;
        for (int at = from; at < to && !odd; at++) {
            byte next = passage.at(at);
            switch (state) {
                case NAME -> inName(passage, next, trailers);
                case OTHER_NAME -> {
                    if (next == ':') {
                        state = State.PASSES;
                    } else {
                        odd = !FieldName.isToken(next);
                    }
                }
                case PASSES -> {
                    if (next == '\n') {
                        lineEnds(at + 1);
                    }
                }
                case GOES -> {
                    if (next == '\n') {
                        run = at + 1;
                        lineEnds(at + 1);
                    }
                }
                case OPEN -> {
                    if (next == '\n') {
                        decide(passage, at + 1);
                        lineEnds(at + 1);
                    } else if (heldBytes + at - line > MOST_HELD) {
                        giveUp(passage);
                    }
                }
            }
        }
        if (!odd) {
            rest(passage, to);
        }
    }

    private void inName(Passage passage, byte next, boolean trailers) {
        if (next == ':') {
            odd = name.isEmpty();
            know(passage, trailers);
        } else if (!name.add(next)) {
            odd = true;
        } else if (!name.isOpen()) {
            know(passage, trailers);
            state = state == State.PASSES ? State.OTHER_NAME : state;
        }
    }

    private void know(Passage passage, boolean trailers) {
        kind = name.kind();
        if (!trailers) {
            fields++;
            odd |= fields > MOST_FIELDS || isOddLength();
        }
        switch (rules.of(kind, name.isVaried(), trailers)) {
            case PASSES -> {
                protoSaid |= kind == FieldKind.FORWARDED_PROTO;
                state = State.PASSES;
                passHeld(passage);
            }
            case GOES -> {
                state = State.GOES;
                passage.pass(run, line);
                heldBytes = 0;
            }
            case OPEN -> state = State.OPEN;
        }
    }

    /** To some servers other signs in these names are hyphens, too; and of two lengths they may take either. */
    private boolean isOddLength() {
        if (kind != FieldKind.CONTENT_LENGTH && kind != FieldKind.TRANSFER_ENCODING) {
            return false;
        }
        boolean isOdd = lengthSaid || name.isVaried();
        lengthSaid = true;
        return isOdd;
    }

    /** The line is too long for its value to be looked at. */
    private void giveUp(Passage passage) {
        odd = kind != FieldKind.HOST;
        value.noHost();
        state = State.PASSES;
        passHeld(passage);
    }

    private void decide(Passage passage, int behind) {
        boolean carried = heldBytes > 0;
        hold(passage, line, behind);
        value.read(held, heldBytes);
        boolean goes = false;
        switch (kind) {
            case CONNECTION -> odd = value.namesOurs();
            case UPGRADE -> {
                goes = value.namesHttp2();
                upgradeOffered |= !goes;
            }
            default -> value.keepHost();
        }
        if (goes) {
            passage.pass(run, line);
            run = behind;
        } else if (carried) {
            passage.add(held, heldBytes);
            run = behind;
        }
        heldBytes = 0;
    }

    private void lineEnds(int behind) {
        line = behind;
        state = State.NAME;
        name.start();
    }

    /** The line passes. If a part of it came earlier, the rest is the first of the bytes at hand. */
    private void passHeld(Passage passage) {
        passage.add(held, heldBytes);
        heldBytes = 0;
    }

    /** The end of the bytes at hand. */
    private void rest(Passage passage, int to) {
        switch (state) {
            case NAME, OPEN -> {
                passage.pass(run, line);
                hold(passage, line, to);
            }
            case OTHER_NAME, PASSES -> passage.pass(run, to);
            case GOES -> {
                // what was before it has been passed on
            }
        }
    }

    private void hold(Passage passage, int from, int to) {
        int length = to - from;
        if (heldBytes + length > held.length) {
            held = Arrays.copyOf(held, Math.max(2 * held.length, heldBytes + length));
        }
        passage.read(from, held, heldBytes, length);
        heldBytes += length;
    }
}

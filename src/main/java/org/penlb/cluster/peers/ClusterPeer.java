package org.penlb.cluster.peers;

/** Another instance, as far as it was heard. For one thread. */
public final class ClusterPeer {
    private final long instance;
    private final long since;
    private String node;
    private String name;
    private long heardAt;
    private boolean up;
    private long silentSince;
    private boolean refused;
    private long refusedAt;
    private Beat beat;

    ClusterPeer(long instance, Beat beat, long now) {
        this.instance = instance;
        this.since = now;
        this.node = beat.node();
        this.name = beat.name();
        this.beat = beat;
        this.heardAt = now;
        this.silentSince = now;
    }

    /** What it is called in messages: another number each time that it is started. */
    public long instance() {
        return instance;
    }

    /** What operators call it: where it listens. */
    public String name() {
        return name;
    }

    /** Where messages for it go now; another one each time that it joins. */
    public String node() {
        return node;
    }

    /** Since when it is known, on the clock of the calls. */
    public long since() {
        return since;
    }

    /** When it was heard last. */
    public long heardAt() {
        return heardAt;
    }

    /** Whether it is heard. */
    public boolean isUp() {
        return up;
    }

    /** Since when it is not heard, if it is not. */
    public long silentSince() {
        return silentSince;
    }

    /** Whether it lives, and what it says is not taken, for its clock is wrong. */
    boolean isRefused(long now) {
        return refused && now - refusedAt <= Roster.SILENT_NANOS;
    }

    void refused(long now) {
        refused = true;
        refusedAt = now;
    }

    /** What it said of itself last. */
    Beat beat() {
        return beat;
    }

    void heard(long now) {
        heardAt = now;
    }

    void beat(Beat newBeat) {
        beat = newBeat;
        node = newBeat.node();
        name = newBeat.name();
    }

    void up(boolean isUp, long now) {
        up = isUp;
        silentSince = now;
    }
}

package org.penlb.config.command;

import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenBuilder;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;

/** A setting that is on or off. Its word in penctl's language is the constant's name in lower case. */
public enum FlagSetting {
    ASCII(pen -> pen.ascii, (pen, on) -> pen.ascii = on),
    DUMMY(pen -> pen.service().dummy, (pen, on) -> pen.service().dummy = on),
    FIRST(Selection.Flag.FIRST),
    HASH(Selection.Flag.HASH),
    HTTP(pen -> pen.service().http, (pen, on) -> pen.service().http = on),
    KEEPALIVE(pen -> pen.service().keepAlive, (pen, on) -> pen.service().keepAlive = on),
    LEAST(Selection.Flag.LEAST),
    PRIO(Selection.Flag.PRIO),
    RESCUE(
            pen -> pen.service().dns.rescue(),
            (pen, on) -> pen.service().dns = pen.service().dns.withRescue(on),
            Protocol.DNS),
    ROUNDROBIN(Selection.Flag.ROUNDROBIN),
    STUBBORN(Selection.Flag.STUBBORN),
    TCP_NODELAY(pen -> pen.service().noDelay, (pen, on) -> pen.service().noDelay = on),
    TRANSPARENT(pen -> pen.service().transparent, (pen, on) -> pen.service().transparent = on),
    WEIGHT(Selection.Flag.WEIGHT);

    /** Turns a flag on or off. */
    private interface Setter {
        void set(PenBuilder pen, boolean on);
    }

    private final Predicate<PenBuilder> getter;
    private final Setter setter;

    private final @Nullable Protocol only;

    FlagSetting(Predicate<PenBuilder> getter, Setter setter) {
        this(getter, setter, null);
    }

    FlagSetting(Predicate<PenBuilder> getter, Setter setter, @Nullable Protocol only) {
        this.getter = getter;
        this.setter = setter;
        this.only = only;
    }

    FlagSetting(Selection.Flag flag) {
        this(
                pen -> pen.service().selection.has(flag),
                (pen, on) -> pen.service().selection = pen.service().selection.with(flag, on));
    }

    public boolean get(PenBuilder pen) {
        return getter.test(pen);
    }

    void set(PenBuilder pen, boolean on) {
        setter.set(pen, on);
    }

    /** Whether it says anything about a service of this protocol. */
    boolean isFor(Protocol protocol) {
        return only == null || only == protocol;
    }

    /** As it stands in a file: {@code hash} or {@code no hash}. */
    public String written(PenBuilder pen) {
        return (get(pen) ? "" : "no ") + this;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

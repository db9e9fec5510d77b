package org.penlb.config.command;

import java.util.Locale;
import java.util.function.Predicate;
import org.penlb.config.PenBuilder;
import org.penlb.config.Selection;

/** A setting that is on or off. Its word in penctl's language is the constant's name in lower case. */
public enum FlagSetting {
    ASCII(pen -> pen.ascii, (pen, on) -> pen.ascii = on),
    DUMMY(pen -> pen.service().dummy, (pen, on) -> pen.service().dummy = on),
    HASH(Selection.Flag.HASH),
    HTTP(pen -> pen.service().http, (pen, on) -> pen.service().http = on),
    KEEPALIVE(pen -> pen.service().keepAlive, (pen, on) -> pen.service().keepAlive = on),
    PRIO(Selection.Flag.PRIO),
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

    FlagSetting(Predicate<PenBuilder> getter, Setter setter) {
        this.getter = getter;
        this.setter = setter;
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

    /** As it stands in a file: {@code hash} or {@code no hash}. */
    public String written(PenBuilder pen) {
        return (get(pen) ? "" : "no ") + this;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.penlb.config.command;

import java.time.Duration;
import java.util.Locale;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;
import org.penlb.config.AccessList;
import org.penlb.config.PenBuilder;

/** A setting that is a whole number. Its word in penctl's language is the constant's name in lower case. */
public enum NumberSetting {
    BLACKLIST(
            0,
            Integer.MAX_VALUE,
            pen -> seconds(pen.service().blacklist),
            (pen, value) -> pen.service().blacklist = Duration.ofSeconds(value)),
    CLIENT_ACL(
            0, AccessList.COUNT - 1, pen -> pen.service().clientAcl, (pen, value) -> pen.service().clientAcl = value),
    CLIENTS_MAX(
            1,
            Integer.MAX_VALUE - 8, // the longest array
            pen -> pen.service().clientsMax,
            (pen, value) -> pen.service().clientsMax = value),
    CONN_MAX(
            1,
            Integer.MAX_VALUE,
            pen -> pen.service().connectionsMax,
            (pen, value) -> pen.service().connectionsMax = value),
    CONTROL_ACL(0, AccessList.COUNT - 1, pen -> pen.controlAcl, (pen, value) -> pen.controlAcl = value),
    DEBUG(0, Integer.MAX_VALUE, pen -> pen.debug, (pen, value) -> pen.debug = value),
    IDLE_TIMEOUT(
            0,
            Integer.MAX_VALUE,
            pen -> seconds(pen.service().idleTimeout),
            (pen, value) -> pen.service().idleTimeout = Duration.ofSeconds(value)),
    IDLERS(0, 1_000_000, pen -> pen.service().idlers, (pen, value) -> pen.service().idlers = value),
    PENDING_MAX(
            1, Integer.MAX_VALUE, pen -> pen.service().pendingMax, (pen, value) -> pen.service().pendingMax = value),
    TIMEOUT(
            1,
            Integer.MAX_VALUE,
            pen -> seconds(pen.service().connectTimeout),
            (pen, value) -> pen.service().connectTimeout = Duration.ofSeconds(value)),
    TRACKING(
            0,
            Integer.MAX_VALUE,
            pen -> seconds(pen.service().tracking),
            (pen, value) -> pen.service().tracking = Duration.ofSeconds(value));

    private final int least;
    private final int most;
    private final ToIntFunction<PenBuilder> getter;
    private final ObjIntConsumer<PenBuilder> setter;

    NumberSetting(int least, int most, ToIntFunction<PenBuilder> getter, ObjIntConsumer<PenBuilder> setter) {
        this.least = least;
        this.most = most;
        this.getter = getter;
        this.setter = setter;
    }

    private static int seconds(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toSeconds());
    }

    int least() {
        return least;
    }

    int most() {
        return most;
    }

    public int get(PenBuilder pen) {
        return getter.applyAsInt(pen);
    }

    void set(PenBuilder pen, int value) {
        setter.accept(pen, value);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

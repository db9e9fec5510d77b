package org.penlb.config.command;

import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenBuilder;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;

/** A setting that is on or off: some of their own, and the ways to choose a server. Each is there once. */
public final class FlagSetting {
    /** By their words, in alphabetical order, in which they are written. */
    private static final FlagSetting[] ALL = Stream.concat(
                    Stream.of(
                            new FlagSetting("ascii", pen -> pen.ascii, (pen, on) -> pen.ascii = on),
                            new FlagSetting("dummy", pen -> pen.service().dummy, (pen, on) -> pen.service().dummy = on),
                            new FlagSetting("http", pen -> pen.service().http, (pen, on) -> pen.service().http = on),
                            new FlagSetting(
                                    "keepalive",
                                    pen -> pen.service().keepAlive,
                                    (pen, on) -> pen.service().keepAlive = on),
                            new FlagSetting(
                                    "resend",
                                    pen -> pen.service().datagrams.resend(),
                                    (pen, on) -> pen.service().datagrams =
                                            pen.service().datagrams.withResend(on),
                                    Protocol.UDP),
                            new FlagSetting(
                                    "rescue",
                                    pen -> pen.service().dns.rescue(),
                                    (pen, on) -> pen.service().dns =
                                            pen.service().dns.withRescue(on),
                                    Protocol.DNS),
                            new FlagSetting(
                                    "tcp_nodelay",
                                    pen -> pen.service().noDelay,
                                    (pen, on) -> pen.service().noDelay = on),
                            new FlagSetting(
                                    "transparent",
                                    pen -> pen.service().transparent,
                                    (pen, on) -> pen.service().transparent = on)),
                    Stream.of(Selection.Flag.values())
                            .filter(Selection.Flag::isCommand)
                            .map(FlagSetting::new))
            .sorted(Comparator.comparing(FlagSetting::toString))
            .toArray(FlagSetting[]::new);

    /** Turns a flag on or off. */
    private interface Setter {
        void set(PenBuilder pen, boolean on);
    }

    private final String word;
    private final Predicate<PenBuilder> getter;
    private final Setter setter;

    private final @Nullable Protocol only;

    private FlagSetting(String word, Predicate<PenBuilder> getter, Setter setter) {
        this(word, getter, setter, null);
    }

    private FlagSetting(String word, Predicate<PenBuilder> getter, Setter setter, @Nullable Protocol only) {
        this.word = word;
        this.getter = getter;
        this.setter = setter;
        this.only = only;
    }

    private FlagSetting(Selection.Flag flag) {
        this(
                flag.word(),
                pen -> pen.service().selection.has(flag),
                (pen, on) -> pen.service().selection = pen.service().selection.with(flag, on));
    }

    /** All of them, in alphabetical order. */
    public static FlagSetting[] values() {
        return ALL.clone();
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

    /** Its word in penctl's language. */
    @Override
    public String toString() {
        return word;
    }
}

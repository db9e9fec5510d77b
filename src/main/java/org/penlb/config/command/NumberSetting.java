package org.penlb.config.command;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;
import org.penlb.config.AccessList;
import org.penlb.config.DatagramOptions;
import org.penlb.config.PenBuilder;
import org.penlb.config.Protocol;

/** A setting that is a whole number. Its word in penctl's language is the constant's name in lower case. */
public enum NumberSetting {
    BLACKLIST(
            0,
            Integer.MAX_VALUE,
            pen -> seconds(pen.service().blacklist),
            (pen, value) -> pen.service().blacklist = Duration.ofSeconds(value)),
    CHECK_FALL(
            1,
            Integer.MAX_VALUE,
            pen -> pen.service().dns.check().fall(),
            (pen, value) -> pen.service().dns =
                    pen.service().dns.withCheck(pen.service().dns.check().withFall(value)),
            Protocol.DNS),
    CHECK_INTERVAL(
            0,
            Integer.MAX_VALUE,
            pen -> millis(pen.service().dns.check().interval()),
            (pen, value) -> pen.service().dns =
                    pen.service().dns.withCheck(pen.service().dns.check().withInterval(Duration.ofMillis(value))),
            Protocol.DNS),
    CHECK_RISE(
            1,
            Integer.MAX_VALUE,
            pen -> pen.service().dns.check().rise(),
            (pen, value) -> pen.service().dns =
                    pen.service().dns.withCheck(pen.service().dns.check().withRise(value)),
            Protocol.DNS),
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
    QUERY_TIMEOUT(
            1,
            Integer.MAX_VALUE,
            pen -> millis(pen.service().dns.queryTimeout()),
            (pen, value) -> pen.service().dns = pen.service().dns.withQueryTimeout(Duration.ofMillis(value)),
            Protocol.DNS),
    RECEIVE_BUFFER(
            DatagramOptions.LEAST_RECEIVE_BUFFER,
            DatagramOptions.MOST_RECEIVE_BUFFER,
            pen -> pen.service().datagrams.receiveBuffer(),
            (pen, value) -> pen.service().datagrams = pen.service().datagrams.withReceiveBuffer(value),
            Protocol.UDP,
            Protocol.DNS),
    RESCUE_BUDGET(
            0,
            100,
            pen -> pen.service().dns.rescueBudget(),
            (pen, value) -> pen.service().dns = pen.service().dns.withRescueBudget(value),
            Protocol.DNS),
    RESPONSE_TIMEOUT(
            1,
            Integer.MAX_VALUE,
            pen -> millis(pen.service().datagrams.responseTimeout()),
            (pen, value) ->
                    pen.service().datagrams = pen.service().datagrams.withResponseTimeout(Duration.ofMillis(value)),
            Protocol.UDP),
    RESPONSES(
            0,
            1_000_000,
            pen -> pen.service().datagrams.responses(),
            (pen, value) -> pen.service().datagrams = pen.service().datagrams.withResponses(value),
            Protocol.UDP),
    SESSION_TIMEOUT(
            1,
            Integer.MAX_VALUE,
            pen -> seconds(pen.service().datagrams.sessionTimeout()),
            (pen, value) ->
                    pen.service().datagrams = pen.service().datagrams.withSessionTimeout(Duration.ofSeconds(value)),
            Protocol.UDP),
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

    private final String word = name().toLowerCase(Locale.ROOT); // each line that is read is compared with it
    private final int least;
    private final int most;
    private final ToIntFunction<PenBuilder> getter;
    private final ObjIntConsumer<PenBuilder> setter;

    private final List<Protocol> only;

    NumberSetting(
            int least,
            int most,
            ToIntFunction<PenBuilder> getter,
            ObjIntConsumer<PenBuilder> setter,
            Protocol... only) {
        this.only = List.of(only);
        this.least = least;
        this.most = most;
        this.getter = getter;
        this.setter = setter;
    }

    private static int seconds(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toSeconds());
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }

    /** Whether it says anything about a service of this protocol. */
    boolean isFor(Protocol protocol) {
        return only.isEmpty() || only.contains(protocol);
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
        return word;
    }
}

package org.penlb.cli.top;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two lines at the top. What matters most is at the left, where narrow terminals show it. */
final class Head {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String GAP = "  ";
    private static final List<String> KEYS = List.of(
            "q quit",
            "o O order",
            "r reverse",
            "+ - interval",
            "s service",
            "c clients",
            "p pause",
            "arrows PgUp PgDn g scroll",
            "h help");

    private final View view;
    private final int width;

    Head(View view, int width) {
        this.view = view;
        this.width = width;
    }

    /** Which pen, when, and what is wrong. */
    Line first() {
        var line = new Line(width);
        if (view.trouble() != null) {
            line.add("NO ANSWER for " + ShortNumbers.span(view.silent()) + ": " + view.trouble(), Style.BAD)
                    .add(GAP);
        } else {
            line.add("pen " + view.address(), Style.STRONG).add(GAP);
        }
        if (view.settings().isPaused()) {
            line.add("PAUSED", Style.DOUBTFUL).add(GAP);
        }
        Round round = view.round();
        ToldService service = round == null ? null : round.service();
        if (round != null && service != null) {
            line.add(service.name(), Style.STRONG)
                    .add(" (" + service.protocol() + " " + service.listen() + place(round, service) + ")" + GAP);
        }
        line.add(TIME.format(view.time()) + GAP + "every "
                + ShortNumbers.span(view.settings().interval()));
        if (round != null && !round.pen().pid().isEmpty()) {
            line.add(GAP + "pid " + round.pen().pid());
        }
        return line;
    }

    private static String place(Round round, ToldService service) {
        List<ToldService> all = round.pen().services();
        return all.size() == 1 ? "" : ", " + (all.indexOf(service) + 1) + " of " + all.size();
    }

    /**
     * What all servers do.
     *
     * @param shown which servers are shown; null if it is all
     */
    Line second(@Nullable String shown) {
        var line = new Line(width);
        Round round = view.round();
        if (round == null) {
            return line.add("waiting for the first reply");
        }
        Rates rates = round.rates();
        number(line, "conn", ShortNumbers.count(rates.connections()));
        number(line, rates.kind().rate(), ShortNumbers.rate(rates.arrivals()));
        number(line, "to/s", ShortNumbers.rate(rates.to()));
        number(line, "from/s", ShortNumbers.rate(rates.from()));
        number(
                line,
                "servers",
                (shown == null ? "" : shown + " of ") + rates.servers().size());
        long bad =
                rates.servers().stream().filter(rate -> rate.server().isBad()).count();
        if (bad > 0) {
            line.add("failed " + bad, Style.BAD).add(GAP);
        }
        long doubtful = rates.servers().stream()
                .filter(rate -> rate.server().isDoubtful())
                .count();
        if (doubtful > 0) {
            line.add("doubtful " + doubtful, Style.DOUBTFUL).add(GAP);
        }
        round.notes().forEach(note -> line.add(note, Style.DOUBTFUL).add(GAP));
        return line.add("mode " + mode(round.mode()));
    }

    private static void number(Line line, String name, String number) {
        line.add(name + " ").add(number, Style.STRONG).add(GAP);
    }

    /** What is on: {@code no hash roundrobin no prio} is {@code roundrobin}. */
    static String mode(String text) {
        List<String> words = Arrays.asList(text.split(" "));
        var on = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("no")) {
                i++;
            } else if (!words.get(i).isEmpty()) {
                on.append(on.isEmpty() ? "" : " ").append(words.get(i));
            }
        }
        return on.isEmpty() ? "plain" : on.toString();
    }

    /** What the keys do, in as many lines as it takes. */
    static List<Line> help(int width) {
        List<Line> lines = new ArrayList<>();
        var line = new Line(width);
        for (String key : KEYS) {
            if (line.length() > 0 && line.length() + key.length() > width) {
                lines.add(line);
                line = new Line(width);
            }
            line.add(key, Style.STRONG).add(GAP);
        }
        lines.add(line);
        return lines;
    }
}

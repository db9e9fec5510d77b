package org.penlb.cli.top;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lays a view out for a terminal's size: two lines of head, servers, clients with what is left, and help if it is wanted. */
final class TopPage {
    private static final int HEAD = 2;
    private static final int LEAST_FOR_CLIENTS = 7;
    private static final int CLIENTS_PART = 3;

    private final List<Line> lines = new ArrayList<>();
    private final int width;
    private final int firstServer;
    private final int shownServers;

    /** Lays out at most {@code height} lines, each at most {@code width} columns wide. */
    TopPage(View view, int width, int height) {
        this.width = width;
        List<Line> help = view.settings().isHelp() ? Head.help(width) : List.of();
        Round round = view.round();
        List<ServerRate> servers = round == null ? List.of() : sorted(round.rates(), view.settings());
        List<ClientRate> clients = round == null ? List.of() : clients(round.clients(), view.settings());

        int body = Math.max(0, height - HEAD - help.size());
        int forClients = clientLines(body, servers.size(), clients.size());
        shownServers = Math.clamp(body - forClients - 1L, 0, servers.size());
        firstServer = Math.clamp(view.settings().scroll(), 0, servers.size() - shownServers);

        var head = new Head(view, width);
        boolean isAll = shownServers == servers.size();
        lines.add(head.first());
        lines.add(old(view, head.second(isAll ? null : (firstServer + 1) + "-" + (firstServer + shownServers))));
        if (round != null) {
            boolean withLatencies =
                    servers.stream().anyMatch(rate -> rate.server().p99() >= 0);
            var table = new TopTable<>(
                    Tables.servers(withLatencies), servers.subList(firstServer, firstServer + shownServers), width);
            lines.add(old(view, table.titles(view.settings().order().column())));
            table.lines(Tables::style).forEach(line -> lines.add(old(view, line)));
        }
        if (forClients > 0) {
            var table = new TopTable<>(Tables.clients(), clients.subList(0, forClients - 1), width);
            lines.add(old(view, table.titles(byBytes(view.settings()) ? "bytes/s" : "conn/s")));
            table.lines(_ -> Style.PLAIN).forEach(line -> lines.add(old(view, line)));
        }
        lines.addAll(help);
        if (lines.size() > height) {
            lines.subList(height, lines.size()).clear();
        }
    }

    /** How high a page is that shows all servers and so many of the clients. */
    static int heightOfAll(Round round, int clients) {
        return HEAD + 2 + round.rates().servers().size() + clients;
    }

    /** Their titles included: a third, or more if the servers leave more. */
    private static int clientLines(int body, int servers, int clients) {
        boolean isCrowded = body < LEAST_FOR_CLIENTS && body <= servers + 2;
        if (clients == 0 || isCrowded) {
            return 0;
        }
        return Math.min(1 + clients, Math.max(body / CLIENTS_PART, body - 1 - servers));
    }

    private static List<ServerRate> sorted(Rates rates, Settings settings) {
        return rates.servers().stream()
                .sorted(settings.order().comparator(settings.isReversed()))
                .toList();
    }

    private static List<ClientRate> clients(ClientRates.Top top, Settings settings) {
        return switch (settings.clients()) {
            case BY_BYTES -> top.byBytes();
            case BY_CONNECTS -> top.byConnects();
            case NONE -> List.of();
        };
    }

    private static boolean byBytes(Settings settings) {
        return settings.clients() == Settings.Clients.BY_BYTES;
    }

    /** What is no longer so. */
    private static Line old(View view, Line line) {
        return view.trouble() == null ? line : line.in(Style.OLD);
    }

    List<Line> lines() {
        return lines;
    }

    /** The place of the first server that is shown, in the order that they are sorted by. */
    int firstServer() {
        return firstServer;
    }

    /** How many servers are shown. */
    int shownServers() {
        return shownServers;
    }

    /** The page as plain text, without blanks at the ends of lines. */
    String text() {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line.text().stripTrailing()).append('\n'));
        return text.toString();
    }

    /** How wide it may be. */
    int width() {
        return width;
    }

    /** A line of the page; null where it has none. */
    @Nullable
    Line line(int row) {
        return row < lines.size() ? lines.get(row) : null;
    }
}

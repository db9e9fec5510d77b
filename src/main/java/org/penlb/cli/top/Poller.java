package org.penlb.cli.top;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.penlb.cli.penctl.CommandText;
import org.penlb.cli.penctl.ControlFailure;
import org.penlb.cli.penctl.ControlPort;
import org.penlb.config.ConfigException;

/**
 * Asks a control port for one round after the other. What takes the pen long is asked for less often: a pen that answers does
 * nothing else meanwhile. Not for several threads.
 *
 * <p>The first question to a pen is {@code services}, which pen 0.34.1 does not know and says so; {@code help}, which would
 * tell the same, crashes it.
 */
final class Poller {
    /** More servers of a service are not shown. */
    static final int MOST_SERVERS = 10_000;

    private static final int MOST_SERVICES = 1000;
    private static final long LONGEST_REPLY = 16L << 20;
    /** As long as any pen remembers clients, in seconds. */
    private static final int EVER = 100_000_000;

    /** Clients are asked for during at most a tenth of the time, the status page a fiftieth. */
    private static final int CLIENTS_PAUSE = 10;

    private static final int STATUS_PAUSE = 50;
    private static final int ROUNDS_BETWEEN_MODES = 10;

    private final ControlPort port;
    private final boolean withStatus;
    private final @Nullable String firstService;
    private final LongSupplier nanoTime;
    private final ClientRates clientRates = new ClientRates();

    private @Nullable PenInfo pen;
    private @Nullable String service;
    private @Nullable Reading before;
    private @Nullable Set<Integer> failed;
    private ClientRates.Top clients = ClientRates.Top.NONE;
    private String mode = "";
    private int modeAge;
    private long clientsNext;
    private long statusNext;

    /**
     * What to ask for.
     *
     * @param service which of its services: so many behind the one to begin with, round and round
     * @param clientSeconds clients of how many seconds; 0 for none
     */
    record Wish(int service, int clientSeconds) {}

    /**
     * @param withStatus whether to ask for the status page, which a pen writes to its file, too
     * @param firstService the name of the service to begin with; null for the first
     * @param nanoTime a clock that does not jump
     */
    Poller(ControlPort port, boolean withStatus, @Nullable String firstService, LongSupplier nanoTime) {
        this.port = port;
        this.withStatus = withStatus;
        this.firstService = firstService;
        this.nanoTime = nanoTime;
        clientsNext = nanoTime.getAsLong();
        statusNext = clientsNext;
    }

    /**
     * Asks for a round.
     *
     * @throws NoAnswer if the pen does not answer, or not as a pen does
     */
    Round ask(Wish wish) throws NoAnswer {
        try {
            return round(wish);
        } catch (NoAnswer e) {
            pen = null; // who answers next time may be another one
            throw e;
        }
    }

    private Round round(Wish wish) throws NoAnswer {
        PenInfo met = pen == null ? meet() : pen;
        pen = met;
        ToldService asked = met.isOurs() || firstService != null ? met.service(firstService, wish.service()) : null;
        turnTo(asked == null ? null : asked.name());
        List<String> notes = new ArrayList<>();
        if (modeAge-- <= 0) {
            mode = firstLine("mode");
            modeAge = ROUNDS_BETWEEN_MODES;
        }
        Reading now = read(met, notes);
        Rates rates = Rates.between(before, now);
        if (isStartedAgain(before, now)) {
            pen = null;
        }
        before = now;
        if (wish.clientSeconds() > 0) {
            askClients(wish.clientSeconds(), notes);
        } else {
            clients = ClientRates.Top.NONE;
            clientRates.reset();
        }
        if (!met.isOurs()) {
            rates = rates.withArrivals(clients.arrivals());
        }
        return new Round(met, asked, mode, rates, clients, notes);
    }

    private PenInfo meet() throws NoAnswer {
        List<ToldService> services = new ArrayList<>();
        ask("services", line -> {
            ToldService read = services.size() < MOST_SERVICES ? ToldService.of(line) : null;
            if (read != null) {
                services.add(read);
            }
        });
        modeAge = 0;
        return new PenInfo(firstLine("pid"), services);
    }

    private void turnTo(@Nullable String wanted) {
        if (wanted == null ? service != null : !wanted.equals(service)) {
            before = null;
            clients = ClientRates.Top.NONE;
            clientRates.reset();
            clientsNext = nanoTime.getAsLong();
            service = wanted;
            modeAge = 0;
        }
    }

    private Reading read(PenInfo met, List<String> notes) throws NoAnswer {
        List<ToldServer> lines = new ArrayList<>();
        ask(about("servers"), line -> {
            ToldServer server = lines.size() <= MOST_SERVERS ? ToldServer.of(line) : null;
            if (server != null) {
                lines.add(server);
            }
        });
        long at = nanoTime.getAsLong();
        if (lines.isEmpty()) {
            throw new NoAnswer(port.address()
                    + ": no servers in the reply (expected: a pen, whose control_acl lets this machine in)");
        }
        if (lines.size() > MOST_SERVERS) {
            lines.removeLast();
            notes.add("only the first " + MOST_SERVERS + " servers");
        }
        var counts = new Counts();
        if (met.isOurs()) {
            ask(about("counters"), counts::read);
        } else if (withStatus) {
            askStatus();
        }
        List<ToldServer> counted = counts.servers();
        List<ServerReading> servers = IntStream.range(0, lines.size())
                .mapToObj(i -> ServerReading.of(lines.get(i), i < counted.size() ? counted.get(i) : null, failed))
                .toList();
        return new Reading(at, servers, counts.arrivals());
    }

    private void askStatus() throws NoAnswer {
        long start = nanoTime.getAsLong();
        if (start - statusNext >= 0) {
            var page = new FailedServers();
            ask("status", page::read);
            failed = page.isRead() ? page.failed() : null;
            statusNext = nextTime(start, STATUS_PAUSE);
        }
    }

    private void askClients(int seconds, List<String> notes) throws NoAnswer {
        long start = nanoTime.getAsLong();
        if (start - clientsNext >= 0) {
            // All of them first: who came before this is known then, and not counted as new.
            String command = about("recent " + (clientRates.isNew() ? EVER : seconds));
            try {
                send(command, clientRates::read);
            } catch (ReplyLines.TooLong e) {
                notes.add("clients: " + e.getMessage());
            }
            clients = clientRates.finish(nanoTime.getAsLong());
            clientsNext = nextTime(start, CLIENTS_PAUSE);
        }
    }

    private long nextTime(long start, int pause) {
        long now = nanoTime.getAsLong();
        return now + pause * (now - start);
    }

    private static boolean isStartedAgain(@Nullable Reading before, Reading now) {
        if (before == null) {
            return false;
        }
        long bytes = before.servers().stream().mapToLong(ServerReading::sent).sum();
        return now.servers().stream().mapToLong(ServerReading::sent).sum() < bytes;
    }

    /** A command about the service that is shown. */
    private String about(String command) {
        return service == null ? command : "service " + service + " " + command;
    }

    private String firstLine(String command) throws NoAnswer {
        List<String> lines = new ArrayList<>();
        ask(command.equals("pid") ? command : about(command), line -> {
            if (lines.isEmpty()) {
                lines.add(line);
            }
        });
        return lines.isEmpty() ? "" : lines.getFirst();
    }

    private void ask(String command, Consumer<String> lines) throws NoAnswer {
        try {
            send(command, lines);
        } catch (ReplyLines.TooLong e) {
            throw new NoAnswer(port.address() + ": " + e.getMessage());
        }
    }

    private void send(String command, Consumer<String> lines) throws NoAnswer, ReplyLines.TooLong {
        var reply = new ReplyLines(LONGEST_REPLY, lines);
        try {
            port.send(CommandText.of(command), reply);
            reply.finish();
        } catch (ReplyLines.TooLong e) {
            throw e;
        } catch (ControlFailure | ConfigException | IOException e) {
            throw new NoAnswer(String.valueOf(e.getMessage()));
        }
    }
}

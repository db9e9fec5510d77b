package org.penlb.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.admin.Machine;
import org.penlb.admin.Plan;
import org.penlb.admin.RunningConfig;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.command.Changes;
import org.penlb.config.command.Command;
import org.penlb.config.command.CommandWriter;
import org.penlb.config.command.ServerSetting;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.ConfigSource;
import org.penlb.events.Origin;
import org.penlb.listen.Listener;
import org.penlb.service.OpenConnection;
import org.penlb.service.OwnListeners;
import org.penlb.service.Service;

/** Carries out one line of penctl's language on a running Pen. */
public final class CommandRunner {
    private static final Pattern SERVICE = Pattern.compile("service\\s+(.+)");
    private static final int NOBODY = -1;
    /** An operator who asks for the connection of a socket gets an answer, however many there are. */
    private static final int ALL = Integer.MAX_VALUE;

    private final Vertx vertx;
    private final Administration pen;
    private final RunningConfig running;
    private final Runnable exit;

    /**
     * @param exit ends the program
     */
    public CommandRunner(Vertx vertx, Administration pen, Runnable exit) {
        this.vertx = vertx;
        this.pen = pen;
        this.running = pen.running();
        this.exit = exit;
    }

    /**
     * Carries out a line, after those that came before it.
     *
     * @param origin who gave it
     * @return the reply, empty for most changes; what is wrong with the command is a reply too
     */
    public Future<String> run(Origin origin, String line) {
        return pen.inTurn(() -> run(origin, read(line.strip(), 0))).recover(e -> {
            if (e instanceof ConfigException) {
                return Future.succeededFuture(e.getMessage() + "\n");
            }
            return Future.failedFuture(e);
        });
    }

    /**
     * Carries out a command, after those that came before it.
     *
     * @param origin who gave it
     * @param service the name of the service that it is about
     * @param asked makes the command of the service as it is when its turn has come; what it throws keeps everything as it
     *     is
     * @return the reply, empty for most changes; or a failed future with a {@link ConfigException} that says why it cannot
     *     be carried out
     */
    public Future<String> run(Origin origin, String service, Function<ServiceConfig, Command> asked) {
        return pen.inTurn(() -> {
            int index = indexOf(service);
            return run(origin, asked.apply(pen.config().services().get(index)), index);
        });
    }

    /**
     * Carries out a line for a service, after those that came before it, unless it would end Pen: that is for those who
     * come to the control port.
     *
     * @param origin who gave it
     * @return the reply; or a failed future with a {@link ConfigException} that says why it cannot be carried out
     */
    public Future<String> runButExit(Origin origin, String service, String line) {
        return pen.inTurn(() -> {
            Asked asked = read(line.strip(), indexOf(service));
            if (asked.command() instanceof Command.Exit) {
                throw new ConfigException("exit: not from here (expected: penctl, or a signal)");
            }
            return run(origin, asked);
        });
    }

    private int indexOf(String service) {
        Integer index = running.indexOf(service);
        if (index == null) {
            throw new ConfigException("service \"" + service + "\" is not there");
        }
        return index;
    }

    /**
     * What a line asks for.
     *
     * @param service the service that it is about, an index
     * @param command null for a line without one
     */
    private record Asked(int service, @Nullable Command command) {}

    private Asked read(String line, int service) {
        Matcher forService = SERVICE.matcher(line);
        if (forService.matches()) {
            String[] named = forService.group(1).split("\\s+", 2);
            return read(named.length == 2 ? named[1] : "", indexOf(named[0]));
        }
        return new Asked(service, running.parser(service).parse(line));
    }

    private Future<String> run(Origin origin, Asked asked) {
        Command command = asked.command();
        return command == null ? reply("") : run(origin, command, asked.service());
    }

    private Future<String> run(Origin origin, Command command, int service) {
        return switch (command) {
            case Command.Change change ->
                running.change(origin, service, builder -> Changes.apply(change, builder))
                        .compose(_ -> namesOf(change, service))
                        .map(_ -> afterChange(change, service));
            case Command.Inquiry inquiry -> answer(inquiry, service);
            case Command.Action action -> act(origin, action, service);
        };
    }

    /** Who names the address of a server wants what the name stands for now, as with pen. */
    private Future<Void> namesOf(Command.Change change, int service) {
        return change instanceof Command.ChangeServer(int index, var settings)
                        && settings.stream().anyMatch(ServerSetting.At.class::isInstance)
                ? pen.names().lookAgain(service, index)
                : Future.succeededFuture();
    }

    private static Future<String> reply(String text) {
        return Future.succeededFuture(text);
    }

    /** What a reply to a change shows: the value as it is now, where pen shows it. */
    private String afterChange(Command.Change change, int service) {
        return switch (change) {
            case Command.SetNumber set -> Reports.afterSetting(set.setting(), running.builder(service), idle(service));
            case Command.SetListener(String address) -> address + "\n";
            case Command.SetLog(String destination) -> destination == null ? "" : destination + "\n";
            case Command.SetStatusFile(String file) -> file == null ? "" : file + "\n";
            default -> "";
        };
    }

    private int idle(int service) {
        return pen.listeners().get(service).warmConnections();
    }

    private Future<String> answer(Command.Inquiry inquiry, int index) {
        Service service = pen.service(index);
        return switch (inquiry) {
            case Command.ShowNumber(var setting) -> reply(Reports.number(setting, running.builder(index), idle(index)));
            case Command.Recent(int seconds) -> reply(Reports.recent(service, seconds));
            case Command.Explain(var client) ->
                reply(Reports.explanation(service.balancer().explain(client)));
            case Command.ShowConnection(int number) -> connection(service, number);
            case Command.ShowSocket(int descriptor) -> socket(service, descriptor);
            case Command.Plan(String file) -> plan(Path.of(file));
            case Command.Unknown(String word) -> reply("do_cmd: ignoring command starting with '" + word + "'\n");
            case Command.Show(var topic) ->
                switch (topic) {
                    case CHECK_QUERY -> reply(Reports.checkQuery(service));
                    case CONTROL -> reply(pen.config().control().listen() + "\n");
                    case COUNTERS -> reply(Counters.of(service));
                    case HELP -> reply(Help.TEXT);
                    case LISTEN -> reply(listen(pen.listeners().get(index)) + "\n");
                    case LOG -> reply(orNothing(service.config().log()));
                    case MODE -> reply(Reports.mode(service.config().selection()));
                    case PID -> reply(ProcessHandle.current().pid() + "\n");
                    case SERVERS -> reply(Reports.servers(service));
                    case SOURCE -> reply(orNothing(service.config().stream().source()));
                    case STATUS -> status(service);
                    case TCP_FASTCLOSE -> reply(Reports.fastClose(service));
                    case WEB_STATS -> reply(orNothing(service.config().statusFile()));
                };
        };
    }

    private Future<String> plan(Path file) {
        ConfigContext machine = Machine.context(pen.config().eventLoops());
        return vertx.executeBlocking(() -> {
                    PenConfig wanted = ConfigSource.file(file, machine).readAgain();
                    var _ = OwnListeners.check(wanted);
                    return wanted;
                })
                .map(Objects::requireNonNull)
                .map(wanted -> lines(Plan.of(
                        pen.config(), pen.services(), wanted, pen.reloads().merged(wanted), machine)))
                .recover(e -> e instanceof ConfigException wrong ? reply(Plan.refused(wrong)) : Future.failedFuture(e));
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    /** As the operator wrote it; where the port was left to the system, the one that it chose. */
    private static Address listen(Listener listener) {
        Address wanted = listener.service().config().listen();
        return wanted instanceof Address.Inet inet && inet.port() == 0 ? Address.of(listener.boundAddress()) : wanted;
    }

    private static String orNothing(@Nullable Object value) {
        return value == null ? "" : value + "\n";
    }

    private static Future<String> connection(Service service, int number) {
        if (number >= service.config().connectionsMax()) {
            return reply("Connection " + number + " out of range\n");
        }
        OpenConnection connection = service.connectionTable().get(number);
        return connection == null
                ? reply(Reports.noConnection(number))
                : connection.view().map(view -> Reports.connection(view, service));
    }

    private static Future<String> socket(Service service, int descriptor) {
        return service.connectionTable().views(ALL).map(views -> {
            int number = views.stream()
                    .filter(view -> view.clientDescriptor() == descriptor || view.serverDescriptor() == descriptor)
                    .mapToInt(view -> view.number())
                    .findFirst()
                    .orElse(NOBODY);
            return "Socket " + descriptor + " belongs to connection " + number + "\n";
        });
    }

    private Future<String> act(Origin origin, Command.Action action, int index) {
        return switch (action) {
            case Command.CloseConnection(int number) -> close(origin, pen.service(index), number);
            case Command.Include(String file) ->
                pen.reloads().include(Path.of(file), index).map("");
            case Command.Write(String file) -> write(index, file);
            case Command.Exit() -> {
                if (!pen.config().control().exitEnabled()) {
                    yield reply("Exit is not enabled; restart with -X flag\n");
                }
                exit.run();
                yield reply("");
            }
        };
    }

    private static Future<String> close(Origin origin, Service service, int number) {
        if (number >= service.config().connectionsMax()) {
            return reply("Connection " + number + " out of range\n");
        }
        String reply = "Forcibly closing connection " + number + "\n";
        OpenConnection connection = service.connectionTable().get(number);
        return connection == null
                ? reply(reply)
                : connection.closeForcibly(origin).map(reply);
    }

    private Future<String> write(int service, @Nullable String name) {
        Path file = name == null ? pen.config().control().commandFile() : Path.of(name);
        if (file == null) {
            throw new ConfigException("write: no file is named (expected: write FILE, or -F FILE at the start)");
        }
        PenBuilder written = running.builder(service);
        String text = CommandWriter.write(written, running.affordable(written.service().protocol));
        return replace("write", file, text).map("");
    }

    private Future<String> status(Service service) {
        return StatusPage.of(service).compose(page -> {
            String file = service.config().statusFile();
            return file == null
                    ? reply(page)
                    : replace("web_stats", Path.of(file), page).map(page);
        });
    }

    private Future<Void> replace(String what, Path file, String text) {
        return vertx.executeBlocking(() -> {
                    try {
                        WholeFile.replace(file, text);
                        return null;
                    } catch (IOException e) {
                        throw new ConfigException(what + " \"" + file + "\": " + WholeFile.reason(e));
                    }
                })
                .mapEmpty();
    }

    /**
     * What USR1 asks for: every service's status, in its file if it has one, else as text.
     *
     * @return the text of those that have no file, empty if all have one
     */
    public Future<String> report() {
        return pen.inTurn(() -> {
            Future<String> report = reply("");
            for (var listener : pen.listeners()) {
                Service service = listener.service();
                report = report.compose(before -> service.config().statusFile() == null
                        ? StatusText.of(service).map(text -> before + text)
                        : status(service).map(before));
            }
            return report;
        });
    }
}

package org.penlb.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.admin.RunningConfig;
import org.penlb.balance.Balancer;
import org.penlb.balance.Server;
import org.penlb.config.AccessRule;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.command.Command;
import org.penlb.config.command.CommandWriter;
import org.penlb.config.command.ServerSetting;
import org.penlb.config.command.Topic;
import org.penlb.events.Origin;
import org.penlb.service.ConnectionView;
import org.penlb.service.OpenConnection;
import org.penlb.service.Service;

/** Carries out one line of penctl's language on a running Pen. */
public final class CommandRunner {
    private static final Pattern SERVICE = Pattern.compile("service\\s+(.+)");

    private final Vertx vertx;
    private final Administration pen;
    private final RunningConfig running;
    private final Inquiries inquiries;
    private final Runnable exit;

    /**
     * @param exit ends the program
     */
    public CommandRunner(Vertx vertx, Administration pen, Runnable exit) {
        this.vertx = vertx;
        this.pen = pen;
        this.running = pen.running();
        this.inquiries = new Inquiries(vertx, pen);
        this.exit = exit;
    }

    /**
     * Carries out a line, after those that came before it.
     *
     * @param origin who gave it
     * @return the reply, empty for most changes; what is wrong with the command is a reply too
     */
    public Future<String> run(Origin origin, String line) {
        return pen.inTurn(() -> run(origin, read(line.strip(), 0, false))).recover(e -> {
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
     * @param service the name of the service that it is about; null where nobody says so
     * @return the reply; or a failed future with a {@link ConfigException} that says why it cannot be carried out
     */
    public Future<String> runButExit(Origin origin, @Nullable String service, String line) {
        return pen.inTurn(() -> {
            Asked asked = read(line.strip(), service == null ? 0 : indexOf(service), service != null);
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
     * @param named whether it was said which service
     * @param command null for a line without one
     */
    private record Asked(
            int service, boolean named, @Nullable Command command) {}

    private Asked read(String line, int service, boolean named) {
        Matcher forService = SERVICE.matcher(line);
        if (forService.matches()) {
            String[] words = forService.group(1).split("\\s+", 2);
            return read(words.length == 2 ? words[1] : "", indexOf(words[0]), true);
        }
        return new Asked(service, named, running.parser(service).parse(line));
    }

    private Future<String> run(Origin origin, Asked asked) {
        Command command = asked.command();
        if (command == null) {
            return reply("");
        }
        if (!asked.named() && command instanceof Command.ReadCertificates) {
            return pen.certificates().readAllNow(origin).map("");
        }
        if (!asked.named() && command.equals(new Command.Show(Topic.CERTIFICATES))) {
            return inquiries.certificates();
        }
        return run(origin, command, asked.service());
    }

    private Future<String> run(Origin origin, Command command, int service) {
        return switch (command) {
            case Command.Change change ->
                change(origin, change, service).map(trouble -> trouble + afterChange(change, service));
            case Command.Inquiry inquiry -> inquiries.answer(inquiry, service);
            case Command.Action action -> act(origin, action, service);
        };
    }

    private Future<String> change(Origin origin, Command.Change change, int service) {
        return running.change(origin, service, change).compose(_ -> namesOf(change, service));
    }

    /**
     * Who names the address of a server wants what the name stands for now, as with pen.
     *
     * @return why that is not where it is, if so
     */
    private Future<String> namesOf(Command.Change change, int service) {
        return change instanceof Command.ChangeServer(int index, var settings)
                        && settings.stream().anyMatch(ServerSetting.At.class::isInstance)
                ? pen.names().lookAgain(service, index)
                : reply("");
    }

    private static Future<String> reply(String text) {
        return Future.succeededFuture(text);
    }

    /** What a reply to a change shows: the value as it is now, where pen shows it. */
    private String afterChange(Command.Change change, int service) {
        return switch (change) {
            case Command.SetNumber set ->
                Reports.afterSetting(set.setting(), running.builder(service), inquiries.idle(service));
            case Command.SetListener(String address) -> address + "\n";
            case Command.SetLog(String destination) -> destination == null ? "" : destination + "\n";
            case Command.SetStatusFile(String file) -> file == null ? "" : file + "\n";
            default -> "";
        };
    }

    private Future<String> act(Origin origin, Command.Action action, int index) {
        return switch (action) {
            case Command.CloseConnection(int number) -> close(origin, pen.service(index), number);
            case Command.CutDenied(int list, var rule) -> cutDenied(origin, list, rule, index);
            case Command.ReadCertificates() -> pen.certificates().readNow(pen.service(index), origin);
            case Command.Include(String file) ->
                pen.reloads().commandFiles().include(Path.of(file), index).map("");
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

    private Future<String> cutDenied(Origin origin, int list, @Nullable AccessRule rule, int index) {
        Future<String> changed = rule == null ? reply("") : change(origin, new Command.AddRule(list, rule), index);
        Service service = pen.service(index);
        return changed.compose(_ ->
                        service.connectionTable().closeIf(view -> isDenied(view, balancer(view, service)), origin))
                .map(cut -> cut == 1 ? "1 connection is ended\n" : cut + " connections are ended\n");
    }

    /** A connection may have a server of a route. */
    private Balancer balancer(ConnectionView connection, Service accepting) {
        Integer serving = running.indexOf(connection.service());
        return (serving == null ? accepting : pen.service(serving)).balancer();
    }

    private static boolean isDenied(ConnectionView connection, Balancer balancer) {
        Server server = connection.assigned();
        return server == null
                ? !balancer.admittance().admits(connection.client())
                : !balancer.admittance().wouldAdmit(connection.client(), server);
    }

    private Future<String> write(int service, @Nullable String name) {
        Path file = name == null ? pen.config().control().commandFile() : Path.of(name);
        if (file == null) {
            throw new ConfigException("write: no file is named (expected: write FILE, or -F FILE at the start)");
        }
        PenBuilder written = running.builder(service);
        String text = CommandWriter.write(written, running.affordable(written.service().protocol));
        return WholeFile.replace(vertx, "write", file, text).map("");
    }

    /**
     * What USR1 asks for: every service's status, in its file if it has one, else as text.
     *
     * @return the text of those that have no file, empty if all have one
     */
    public Future<String> report() {
        return pen.inTurn(inquiries::statusOfAll);
    }
}

package org.penlb.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.admin.Machine;
import org.penlb.admin.Plan;
import org.penlb.admin.RunningConfig;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.command.Command;
import org.penlb.config.json.ConfigContext;
import org.penlb.config.json.ConfigSource;
import org.penlb.listen.Listener;
import org.penlb.service.OpenConnection;
import org.penlb.service.OwnListeners;
import org.penlb.service.Service;
import org.penlb.service.TlsCheck;

/** Answers what operators ask about a running Pen; nothing is changed by that, but for the files that they are answered in. */
final class Inquiries {
    private static final int NOBODY = -1;
    /** An operator who asks for the connection of a socket gets an answer, however many there are. */
    private static final int ALL = Integer.MAX_VALUE;

    private final Vertx vertx;
    private final Administration pen;
    private final RunningConfig running;

    Inquiries(Vertx vertx, Administration pen) {
        this.vertx = vertx;
        this.pen = pen;
        this.running = pen.running();
    }

    /**
     * @param index the service that is asked about
     * @return the reply
     */
    Future<String> answer(Command.Inquiry inquiry, int index) {
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
                    case CERTIFICATES -> reply(CertificateText.of(service, Instant.now()));
                    case CHECK_QUERY -> reply(Reports.checkQuery(service));
                    case CLUSTER -> reply(ClusterText.of(pen));
                    case CONTROL -> reply(pen.config().control().listen() + "\n");
                    case COUNTERS -> reply(Counters.of(service));
                    case HELP -> reply(Help.TEXT);
                    case LISTEN -> reply(listen(pen.listeners().get(index)) + "\n");
                    case LOG -> reply(orNothing(service.config().log()));
                    case MODE -> reply(Reports.mode(service.config().selection()));
                    case PID -> reply(ProcessHandle.current().pid() + "\n");
                    case SERVERS -> reply(Reports.servers(service));
                    case SERVICES -> reply(services());
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
                    var _ = TlsCheck.check(wanted, Clock.systemUTC());
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

    /** Each with the name that {@code service NAME} knows it by. */
    private String services() {
        return pen.listeners().stream()
                .map(listener -> "service %s protocol %s listen %s servers %d\n"
                        .formatted(
                                listener.service().config().name(),
                                listener.service()
                                        .config()
                                        .protocol()
                                        .toString()
                                        .toLowerCase(Locale.ROOT),
                                listen(listener),
                                listener.service().config().servers().size()))
                .collect(Collectors.joining());
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

    private Future<String> status(Service service) {
        return StatusPage.of(service, pen.notices()).compose(page -> {
            String file = service.config().statusFile();
            return file == null
                    ? reply(page)
                    : WholeFile.replace(vertx, "web_stats", Path.of(file), page).map(page);
        });
    }

    /**
     * Every service's status, in its file if it has one, else as text.
     *
     * @return the text of those that have no file, empty if all have one
     */
    Future<String> statusOfAll() {
        Future<String> report = reply("");
        for (var listener : pen.listeners()) {
            Service service = listener.service();
            report = report.compose(before -> service.config().statusFile() == null
                    ? StatusText.of(service).map(text -> before + text)
                    : status(service).map(before));
        }
        return report.map(
                text -> text + pen.notices().stream().map(line -> line + "\n").collect(Collectors.joining()));
    }

    /** Those of all services, and of the page. */
    Future<String> certificates() {
        return reply(
                CertificateText.of(pen.services(), pen.certificates().page().certificates(), Instant.now()));
    }

    /** How many connections to servers are kept warm now. */
    int idle(int service) {
        return pen.listeners().get(service).warmConnections();
    }

    private static Future<String> reply(String text) {
        return Future.succeededFuture(text);
    }
}

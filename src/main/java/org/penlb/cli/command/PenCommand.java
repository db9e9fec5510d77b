package org.penlb.cli.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.penlb.cli.Version;
import org.penlb.cli.daemon.Background;
import org.penlb.cli.daemon.Daemon;
import org.penlb.cli.daemon.DaemonOptions;
import org.penlb.cli.daemon.Logging;
import org.penlb.cli.daemon.ParentLink;
import org.penlb.cli.daemon.Runner;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.RelayKind;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.command.Changes;
import org.penlb.config.command.Command;
import org.penlb.config.command.CommandFile;
import org.penlb.config.command.CommandParser;
import org.penlb.config.json.ConfigSource;
import org.penlb.service.OpenFiles;
import org.penlb.system.FileLimit;
import org.penlb.system.MemoryLimit;
import org.penlb.system.ServiceNames;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** pen's command line: options, a listener, servers. It becomes one service of a {@link PenConfig}. */
@CommandLine.Command(
        name = "pen",
        sortOptions = false,
        usageHelpWidth = 100,
        abbreviateSynopsis = true,
        customSynopsis = "pen [options] [host:]port|/path/to/socket server [server...]",
        versionProvider = Version.class,
        description = {
            "",
            "Balances TCP connections, UDP datagrams (-U) and DNS queries (-O dns) over servers. A server is"
                    + " host[:port[:soft[:hard[:weight[:prio]]]]] or /path/to/socket; IPv6 addresses"
                    + " stand in brackets. Without a port it uses the listener's. @FILE reads arguments"
                    + " from a file, # starting a comment there.",
            "",
            "Other first words: demo, check FILE, plan FILE, top ADDRESS, convert ARGUMENTS; each has a --help.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:orderly end (TERM, INT); without -f: clients are served in the background",
            "1:could not start; the reason is on stderr",
            "2:bad command line"
        })
public final class PenCommand implements Callable<Integer> {
    /** A number of connections that nobody can ask for. */
    private static final int UNSAID = 0;

    @Spec
    CommandSpec spec;

    @Option(
            names = "-B",
            paramLabel = "HOST:PORT",
            description = "Abuse server, for clients that the client ACL denies.")
    @Nullable
    String abuse;

    @Option(names = "-b", paramLabel = "SEC", description = "Leave a failed server alone for so long (30).")
    @Nullable
    Integer blacklist;

    @Option(names = "-c", paramLabel = "N", description = "Remember up to N clients (2048).")
    @Nullable
    Integer clientsMax;

    @Option(names = "-d", description = "Debug output on stderr; in the background to syslog.")
    boolean[] debug = {};

    @Option(names = "-e", paramLabel = "HOST:PORT", description = "Emergency server, when no other is available.")
    @Nullable
    String emergency;

    @Option(names = "-h", description = "Choose new clients' servers by a hash of the client's address.")
    boolean hash;

    @Option(names = "-m", paramLabel = "N", description = "Accept up to N clients at a time (64).")
    @Nullable
    Integer multiAccept;

    @Option(names = "-N", description = "Choose by hash, and do not remember the choice.")
    boolean untracked;

    @Option(
            names = {"-O", "-o"},
            paramLabel = "COMMAND",
            description = "A penctl command, such as 'tcp_fastclose both'. Repeatable.")
    List<String> commands = new ArrayList<>();

    @Option(names = "-q", paramLabel = "N", description = "Length of the listen backlog (500).")
    @Nullable
    Integer backlog;

    @Option(names = "-r", description = "Round robin; do not track clients.")
    boolean roundRobin;

    @Option(names = "-s", description = "Stubborn: no failover from the first choice.")
    boolean stubborn;

    @Option(names = "-T", paramLabel = "SEC", description = "Remember clients for so long; 0 is for ever (0).")
    @Nullable
    Integer tracking;

    @Option(names = "-t", paramLabel = "SEC", description = "Connect timeout (5).")
    @Nullable
    Integer connectTimeout;

    @Option(names = "-U", description = "Balance UDP. A client is an address with its port.")
    boolean udp;

    @Option(names = "-W", description = "Choose the server with the fewest connections for its weight.")
    boolean weight;

    @Option(
            names = "-x",
            paramLabel = "N",
            description = "Serve up to N clients at a time; more wait (as many as the open-file limit allows).")
    @Nullable
    Integer connectionsMax;

    @Option(
            names = "--relay",
            paramLabel = "KIND",
            description = "Data path: auto, socket or channel (auto: socket where the system has epoll).")
    RelayKind relay = RelayKind.AUTO;

    @Option(names = "--event-loops", paramLabel = "N", description = "Event loops that share the work (one per core).")
    int eventLoops = MemoryLimit.current().eventLoops();

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version and exit.")
    boolean version;

    @Mixin
    ConfigOption config = new ConfigOption();

    @Mixin
    GeoOptions geo = new GeoOptions();

    @Mixin
    DaemonOptions daemon = new DaemonOptions();

    @Mixin
    NoEffectOptions noEffect = new NoEffectOptions();

    @Mixin
    OperationOptions operations = new OperationOptions();

    @Mixin
    TlsOptions tls = new TlsOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "listener", hidden = true)
    @Nullable
    String listener;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "server", hidden = true)
    List<String> servers = new ArrayList<>();

    public PenCommand() {}

    /** Runs pen's command line to its end; the result is the exit code. */
    public static int run(String... args) {
        return Arguments.execute(new PenCommand(), args);
    }

    /** What a command line asks for, without running it. */
    public static PenConfig parse(String... args) {
        var command = new PenCommand();
        Arguments.commandLine(command).parseArgs(args);
        return command.toConfig();
    }

    @Override
    public Integer call() {
        Logging.start(debug.length);
        PrintWriter err = spec.commandLine().getErr();
        ConfigSource source = config.source();
        if (source == null) {
            return run(toConfig(), null, err);
        }
        config.standsAlone(spec.commandLine().getParseResult(), daemon);
        try {
            PenConfig read = source.read();
            Logging.level(read.debug().level());
            return run(read, source, err);
        } catch (ConfigException e) {
            return Runner.refuse(err, e);
        }
    }

    private int run(PenConfig config, @Nullable ConfigSource source, PrintWriter err) {
        Duration grace = daemon.grace();
        ParentLink parent = ParentLink.find("pen");
        if (parent == null) {
            noEffect.tell(err);
            tls.tell(err);
            var background = new Background("pen", err);
            if (!daemon.foreground && !background.staysInForeground()) {
                return background.start();
            }
        }
        return new Runner(err).run(config, source, new Daemon(daemon.place(), parent), grace);
    }

    /** What its options ask for, once they are parsed. */
    PenConfig toConfig() {
        if (listener == null) {
            throw new ConfigException("the listener is missing (expected: [host:]port or /path/to/socket)");
        }
        var arguments = new ServerArguments(ServiceNames::port);
        Address listen = arguments.listener(listener);
        atLeast("--event-loops", eventLoops, 1);
        var service = new ServiceBuilder("pen", listen, UNSAID);
        service.protocol = udp ? Protocol.UDP : Protocol.STREAM;
        for (String server : servers) {
            service.servers().add(arguments.server(server, listen));
        }
        service.emergency = emergency == null ? null : arguments.server(emergency, listen);
        service.abuse = abuse == null ? null : arguments.server(abuse, listen);
        select(service);
        numbers(service);
        var pen = new PenBuilder(service, arguments);
        pen.relay = relay;
        pen.eventLoops = eventLoops;
        pen.debug = debug.length;
        operations.apply(pen);
        tls.apply(service);
        pen.geoip = geo.file;
        commands(pen);
        OperationOptions.settleNames(pen, daemon);
        boundConnections(service);
        return pen.build();
    }

    /** Only now it is known what is balanced: a connection costs more than a UDP session. */
    private void boundConnections(ServiceBuilder service) {
        var files = new OpenFiles();
        int affordable = files.most(service.protocol, eventLoops);
        if (service.connectionsMax == UNSAID) {
            int usual = files.clients(service.protocol, eventLoops);
            service.connectionsMax = service.tls == null ? usual : files.withTls(usual);
        } else if (service.connectionsMax > affordable) {
            throw new ConfigException("-x (conn_max) " + service.connectionsMax + ": "
                    + MemoryLimit.current().boundOf(affordable, "the limit of " + FileLimit.attainable() + " allows")
                    + " "
                    + affordable + (service.protocol == Protocol.UDP ? " sessions" : " connections")
                    + " (raise it" + (affordable == MemoryLimit.current().connections() ? ")" : " with ulimit -n)"));
        }
    }

    private void commands(PenBuilder pen) {
        var parser = new CommandParser(pen.arguments(), pen.service().listen(), pen.geoip != null);
        for (String line : commands) {
            try {
                Command.Change change = parser.parseChange(line);
                if (change != null) {
                    Changes.apply(change, pen);
                }
            } catch (ConfigException e) {
                throw new ConfigException("-O", e);
            }
        }
        if (pen.commandFile != null) {
            CommandFile.read(pen.commandFile, parser).apply(pen);
        }
    }

    private void select(ServiceBuilder service) {
        for (Selection.Flag flag : Selection.Flag.values()) {
            String option = flag.option();
            boolean on = option != null
                    && Boolean.TRUE.equals(spec.findOption(option).getValue());
            service.selection = service.selection.with(flag, on);
        }
    }

    private void numbers(ServiceBuilder service) {
        service.blacklist = blacklist == null ? service.blacklist : Duration.ofSeconds(atLeast("-b", blacklist, 0));
        service.tracking = tracking == null ? service.tracking : Duration.ofSeconds(atLeast("-T", tracking, 0));
        service.connectTimeout =
                connectTimeout == null ? service.connectTimeout : Duration.ofSeconds(atLeast("-t", connectTimeout, 1));
        service.clientsMax = clientsMax == null ? service.clientsMax : atLeast("-c", clientsMax, 1);
        service.connectionsMax = connectionsMax == null ? service.connectionsMax : atLeast("-x", connectionsMax, 1);
        service.multiAccept = multiAccept == null ? service.multiAccept : atLeast("-m", multiAccept, 1);
        service.backlog = backlog == null ? service.backlog : atLeast("-q", backlog, 1);
    }

    private static int atLeast(String option, int value, int least) {
        if (value < least) {
            throw new ConfigException(option + ": " + value + " is not " + least + " or more");
        }
        return value;
    }
}

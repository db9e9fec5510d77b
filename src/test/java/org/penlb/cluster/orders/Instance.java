package org.penlb.cluster.orders;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.penlb.cluster.orders.Order.Subject;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.command.Changes;
import org.penlb.config.command.Command;
import org.penlb.config.command.CommandParser;
import org.penlb.config.command.ServiceCommand;
import org.penlb.config.reload.Merge;
import org.penlb.events.Origin;

/** An instance that has a configuration and a book, and serves nobody. */
final class Instance {
    static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);

    private final int tag;
    final OrderBook book = new OrderBook();
    private final ChangeOrders changes;
    private PenConfig file;
    private PenConfig config;
    private long seen;
    long now;
    /** What was carried out once, such as {@code 10.0.0.1:80 for 5000 ms}. */
    final List<String> leftAlone = new ArrayList<>();

    /** Why orders were not carried out. */
    final List<String> troubles = new ArrayList<>();

    /**
     * @param tag 0 to 15, another one for each
     */
    Instance(int tag, PenConfig file) {
        this.tag = tag;
        this.file = file;
        this.config = file;
        this.changes = new ChangeOrders(book, ARGUMENTS, this::version, () -> now);
    }

    /** A service named web with an emergency server, so that any other may go. */
    static PenConfig config(String... servers) {
        var service = new ServiceBuilder("web", ARGUMENTS.listener("127.0.0.1:80"), 100);
        service.emergency = ARGUMENTS.server("10.9.9.9:80", service.listen());
        for (String server : servers) {
            service.servers().add(ARGUMENTS.server(server, service.listen()));
        }
        return new PenConfig(List.of(service.build()), RelayKind.AUTO, 1);
    }

    private long version() {
        seen = Math.max(now + 1, seen + 1);
        return seen << 4 | tag;
    }

    private CommandParser parser() {
        return new CommandParser(ARGUMENTS, service().listen(), false);
    }

    ServiceConfig service() {
        return config.services().getFirst();
    }

    /** Carries out a command as an operator's; what cannot be carried out changes nothing. */
    List<Order> command(String line) {
        Command.Change change = parser().parseChange(line);
        var builder = new PenBuilder(config, 0, ARGUMENTS);
        try {
            Changes.apply(change, builder);
            return changed(Origin.OPERATOR, builder.build(), new ServiceCommand("web", change));
        } catch (ConfigException _) {
            return List.of();
        }
    }

    private List<Order> changed(Origin origin, PenConfig after, ServiceCommand asked) {
        List<Order> orders = changes.of(origin, config, after, asked);
        config = new PenBuilder(after, 0, ARGUMENTS).build();
        return book.learn(orders);
    }

    /** Reads its file, which is another one now. */
    List<Order> reload(PenConfig newFile) {
        PenConfig merged = Merge.of(file, newFile, config).config();
        file = newFile;
        List<Order> orders = changed(Origin.FILE, merged, null);
        obey();
        return orders;
    }

    /** Carries out all that is ordered and was not carried out yet. */
    void obey() {
        Set<Subject> subjects = new LinkedHashSet<>();
        book.all().forEach(order -> subjects.add(order.key().subject()));
        subjects.forEach(subject -> obey(Set.of(subject), Set.of()));
    }

    void learn(List<Order> orders) {
        orders.forEach(order -> seen = Math.max(seen, order.version() >> 4));
        List<Order> news = book.learn(orders);
        Set<Subject> subjects = new LinkedHashSet<>();
        Set<Order.Key> keys = new HashSet<>();
        news.forEach(order -> {
            subjects.add(order.key().subject());
            keys.add(order.key());
        });
        obey(subjects, keys);
    }

    private void obey(Set<Subject> subjects, Set<Order.Key> news) {
        Map<Subject, List<Order>> orders = new LinkedHashMap<>();
        subjects.forEach(subject -> orders.put(subject, book.of(subject)));
        var builder = new PenBuilder(config, 0, ARGUMENTS);
        try {
            new OrderedChange(orders, news, parser(), now).accept(builder);
            PenConfig after = builder.build();
            after.services()
                    .getFirst()
                    .blacklistings()
                    .forEach(order -> leftAlone.add(after.services()
                                    .getFirst()
                                    .servers()
                                    .get(order.server())
                                    .address() + " for " + order.duration().toMillis() + " ms"));
            config = new PenBuilder(after, 0, ARGUMENTS).build();
        } catch (ConfigException e) {
            if (subjects.size() == 1) {
                troubles.add(e.getMessage());
            } else {
                subjects.forEach(subject -> obey(Set.of(subject), news));
            }
        }
    }

    /** The servers in index order, as {@code address state weight prio max hard acl}; a gap is a dash. */
    List<String> servers() {
        return service().servers().stream().map(Instance::shown).toList();
    }

    private static String shown(ServerConfig server) {
        return server.state() == AdminState.REMOVED
                ? "-"
                : server.address() + " " + server.state() + " " + server.weight() + " " + server.prio() + " "
                        + server.max() + " " + server.hard() + " " + server.acl();
    }

    /** All that is the same at all instances: the servers in any order, and the settings. */
    String effective() {
        var settings = new ServiceBuilder(service());
        settings.servers().clear();
        return servers().stream()
                        .filter(server -> !server.equals("-"))
                        .sorted(Comparator.naturalOrder())
                        .collect(Collectors.joining("\n"))
                + "\n"
                + settings.build();
    }
}

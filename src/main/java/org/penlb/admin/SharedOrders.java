package org.penlb.admin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.cluster.orders.ChangeOrders;
import org.penlb.cluster.orders.KnownOrders;
import org.penlb.cluster.orders.Order;
import org.penlb.cluster.orders.Order.Subject;
import org.penlb.cluster.orders.OrderBook;
import org.penlb.cluster.orders.OrderedChange;
import org.penlb.config.PenConfig;
import org.penlb.config.command.ServiceCommand;
import org.penlb.events.Origin;

/**
 * What operators order here is told to the other instances, and what they order there is carried out here: as one change for
 * each service, or without those orders that this instance cannot carry out. These are told of once, and tried again when the
 * configuration has changed.
 *
 * <p>May be used by all threads. Nobody waits for what is carried out: that is done in its turn, where Pen is administered.
 */
public final class SharedOrders implements ChangeListener, KnownOrders {
    private static final Logger LOG = System.getLogger(SharedOrders.class.getName());

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");
    private static final int LONGEST_LINE = 500;

    private final Context context;
    private final Administration pen;
    private final LongSupplier wall;
    private final Consumer<List<Order>> announce;
    // what follows is guarded by this object's lock
    private final OrderBook book = new OrderBook();
    private final ChangeOrders changes;
    /** What is to be carried out, with the orders that are news: some are carried out once only. */
    private final Map<Subject, Set<Order.Key>> pending = new LinkedHashMap<>();

    private final Map<Subject, Trouble> troubles = new LinkedHashMap<>();
    private boolean busy;
    private boolean toldFull;

    /**
     * Something that is to be carried out.
     *
     * @param news the orders that were not carried out yet
     */
    private record Task(Subject subject, Set<Order.Key> news) {}

    /**
     * Why something is not carried out.
     *
     * @param news as of the task
     * @param line what was told
     */
    private record Trouble(Set<Order.Key> news, String line) {}

    /**
     * To be made in the context in which the administration was made, before there is anything to share.
     *
     * @param versions gives versions, each higher than all that it gave and that were learnt before; for all threads
     * @param wall the time of day, milliseconds since 1970
     * @param announce is given what was ordered here, for the other instances; called on a thread that must not wait. An
     *     order that gets lost on its way is found missing when books are compared
     */
    public SharedOrders(
            Vertx vertx, Administration pen, LongSupplier versions, LongSupplier wall, Consumer<List<Order>> announce) {
        this.context = vertx.getOrCreateContext();
        this.pen = pen;
        this.wall = wall;
        this.announce = announce;
        this.changes = new ChangeOrders(book, pen.arguments(), versions, wall);
        pen.running().listener(this);
    }

    @Override
    public synchronized int size() {
        return book.size();
    }

    @Override
    public synchronized List<Order> all() {
        return book.all();
    }

    @Override
    public synchronized long digest() {
        return book.digest();
    }

    @Override
    public synchronized List<String> troubles() {
        return troubles.values().stream().map(Trouble::line).distinct().toList();
    }

    @Override
    public List<Order> learn(List<Order> orders) {
        List<Order> news;
        synchronized (this) {
            news = book.learn(orders);
            news.stream().sorted().forEach(order -> pend(order.key().subject()).add(order.key()));
            tellIfFull();
        }
        carryOut();
        return news;
    }

    /** Tries again what could not be carried out: a name may be known by now. To be called now and then. */
    public void tryAgain() {
        synchronized (this) {
            pendTroubles();
        }
        carryOut();
    }

    @Override
    public void changed(Origin origin, PenConfig before, PenConfig after, @Nullable ServiceCommand asked) {
        List<Order> news;
        synchronized (this) {
            news = book.learn(changes.of(origin, before, after, asked));
            tellIfFull();
            if (origin == Origin.FILE) {
                // a service or a server that was not there may be there now
                book.all().forEach(order -> pend(order.key().subject()));
            }
            if (!before.equals(after)) {
                pendTroubles();
            }
        }
        if (!news.isEmpty()) {
            announce.accept(news);
        }
        carryOut();
    }

    private Set<Order.Key> pend(Subject subject) {
        return pending.computeIfAbsent(subject, _ -> new HashSet<>());
    }

    private void pendTroubles() {
        troubles.forEach((subject, trouble) -> pend(subject).addAll(trouble.news()));
    }

    private void tellIfFull() {
        if (book.gaveUp() && !toldFull) {
            toldFull = true;
            LOG.log(
                    Level.WARNING,
                    "more than {0} orders for all instances: instances that start get to know no older ones",
                    String.valueOf(OrderBook.MOST));
        }
    }

    /** Has all that is pending carried out, unless that goes on already. */
    private void carryOut() {
        synchronized (this) {
            if (busy || pending.isEmpty()) {
                return;
            }
            busy = true;
        }
        context.runOnContext(_ -> carryOut(taken()).onComplete(_ -> {
            synchronized (this) {
                busy = false;
            }
            carryOut(); // what came meanwhile
        }));
    }

    private synchronized List<Task> taken() {
        List<Task> tasks = pending.entrySet().stream()
                .map(entry -> new Task(entry.getKey(), entry.getValue()))
                .toList();
        pending.clear();
        return tasks;
    }

    private Future<Void> carryOut(List<Task> tasks) {
        Map<String, List<Task>> byService = tasks.stream()
                .collect(Collectors.groupingBy(
                        task -> task.subject().service(), LinkedHashMap::new, Collectors.toList()));
        Future<Void> done = Future.succeededFuture();
        for (Map.Entry<String, List<Task>> service : byService.entrySet()) {
            done = done.compose(_ -> carryOut(service.getKey(), service.getValue()));
        }
        return done;
    }

    /** Carries out all of them; or, if that cannot be, those that can be: others get their turns meanwhile. */
    private Future<Void> carryOut(String service, List<Task> tasks) {
        return pen.inTurn(() -> change(service, tasks)).recover(e -> {
            if (tasks.size() == 1) {
                Subject subject = tasks.getFirst().subject();
                troubled(tasks, subject + ": " + e.getMessage());
                return Future.succeededFuture();
            }
            int half = tasks.size() / 2;
            return carryOut(service, tasks.subList(0, half))
                    .compose(_ -> carryOut(service, tasks.subList(half, tasks.size())));
        });
    }

    private Future<Void> change(String service, List<Task> tasks) {
        RunningConfig running = pen.running();
        Integer index = running.indexOf(service);
        if (index == null) {
            troubled(tasks, "service \"" + service + "\" is not there");
            return Future.succeededFuture();
        }
        return running.change(
                        Origin.PEER, index, builder -> ordered(tasks, index).accept(builder))
                .map(_ -> {
                    done(tasks);
                    return null;
                });
    }

    /** Of what is to be changed all that is known by now: it may be more than it was when it came to be pending. */
    private synchronized OrderedChange ordered(List<Task> tasks, int service) {
        Map<Subject, List<Order>> orders = new LinkedHashMap<>();
        Set<Order.Key> news = new HashSet<>();
        for (Task task : tasks) {
            orders.put(task.subject(), book.of(task.subject()));
            news.addAll(task.news());
        }
        return new OrderedChange(orders, news, pen.running().parser(service), wall.getAsLong());
    }

    private synchronized void done(List<Task> tasks) {
        tasks.forEach(task -> troubles.remove(task.subject()));
    }

    /** An order of another instance may be long, and hold anything. */
    private static String shown(String text) {
        String line = CONTROLS.matcher(text).replaceAll(" ");
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
    }

    private void troubled(List<Task> tasks, String why) {
        String line = shown(why);
        boolean told;
        synchronized (this) {
            told = troubles.values().stream().anyMatch(trouble -> trouble.line().equals(line));
            tasks.forEach(task -> troubles.put(task.subject(), new Trouble(task.news(), line)));
        }
        if (!told) {
            LOG.log(Level.WARNING, "ordered at another instance, and not carried out here: {0}", line);
        }
    }
}

package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.events.ConfigEvent;
import org.penlb.events.Events;
import org.penlb.events.Origin;
import org.penlb.events.ServiceEvent;
import org.penlb.service.Service;
import org.penlb.service.ServiceLoader;
import org.penlb.tls.engine.EngineKind;

/**
 * Has the files of certificates read again: when one of them has changed, when an operator says so, and with everything else.
 * What cannot be used changes nothing, and is told once; the files are looked at again until they can.
 */
public final class Certificates {
    private static final Logger LOG = System.getLogger(Certificates.class.getName());
    private static final long LOOK_MILLIS = TimeUnit.SECONDS.toMillis(2);
    private static final long ROTATE_MILLIS = TimeUnit.SECONDS.toMillis(30);
    /** No timer of Vert.x has this ID. */
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final ServiceLoader loader;
    private final Turns turns;
    private final Supplier<List<Service>> services;
    private final PageTls page;
    private final Events events;
    /** Services whose files cannot be used. */
    private final Map<Service, CertificateTrouble> troubles = new ConcurrentHashMap<>();

    /** Of the page's files. */
    private volatile @Nullable CertificateTrouble pageTrouble;

    private volatile boolean engineTold;
    private final CertificateDates dates = new CertificateDates();
    private boolean looking;
    private long lookTimer = NO_TIMER;
    private long rotateTimer = NO_TIMER;

    /**
     * @param services those that run
     */
    Certificates(
            Vertx vertx,
            ServiceLoader loader,
            Turns turns,
            Supplier<List<Service>> services,
            PageTls page,
            Events events) {
        this.vertx = vertx;
        this.loader = loader;
        this.turns = turns;
        this.services = services;
        this.page = page;
        this.events = events;
    }

    /** TLS of the page. */
    public PageTls page() {
        return page;
    }

    /** Looks at the files from now on, and changes the keys of tickets when their time has come. */
    void watch() {
        lookTimer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
        rotateTimer = vertx.setPeriodic(ROTATE_MILLIS, _ -> {
            rotate();
            tellDates();
        });
        tellDates();
    }

    private void rotate() {
        speaking().forEach(service -> service.tls().rotateTickets());
        page.rotateTickets();
    }

    private void tellDates() {
        Instant now = Instant.now();
        speaking()
                .forEach(service ->
                        dates.look(service.config().name(), service.tls().certificates(), now));
        dates.look(PageTls.NAME, page.certificates(), now);
    }

    /** Does neither any more. */
    void stop() {
        vertx.cancelTimer(lookTimer);
        vertx.cancelTimer(rotateTimer);
    }

    private void look() {
        List<Service> speaking = speaking();
        if (looking || (speaking.isEmpty() && !page.isOpen())) {
            return;
        }
        tellEngine();
        looking = true;
        vertx.executeBlocking(() -> outdated(speaking), false)
                .compose(outdated -> outdated.isEmpty()
                        ? Future.succeededFuture()
                        : turns.take(() -> readAll(outdated, Origin.FILE)))
                .onComplete(_ -> looking = false);
    }

    /** Reads for somebody what has become another one. */
    private interface Reading {
        Future<Void> begin(Origin origin);
    }

    private List<Reading> outdated(List<Service> speaking) {
        troubles.keySet().retainAll(speaking); // others are gone, or speak no TLS any more
        long now = System.nanoTime();
        return Stream.concat(
                        speaking.stream()
                                .filter(service -> !CertificateTrouble.rests(troubles.get(service), now))
                                .filter(loader::hasOutdatedTls)
                                .map(this::reading),
                        Stream.of(page)
                                .filter(_ -> !CertificateTrouble.rests(pageTrouble, now))
                                .filter(PageTls::isOutdated)
                                .<Reading>map(_ -> this::readPage))
                .toList();
    }

    private Reading reading(Service service) {
        return origin -> read(service, origin);
    }

    /** Says once what encrypts, if anything is encrypted. */
    public void tellEngine() {
        if (engineTold || (speaking().isEmpty() && !page.isOpen())) {
            return;
        }
        engineTold = true;
        String shortcoming = EngineKind.shortcoming();
        String engine = EngineKind.current().description();
        if (shortcoming == null) {
            LOG.log(Level.INFO, "TLS by {0}", engine);
        } else {
            LOG.log(
                    Level.WARNING,
                    "TLS by {0}, which costs several times as much and shows no answers of OCSP: {1}",
                    engine,
                    shortcoming);
        }
    }

    /** Reads all of them again, after what was asked for before. What is wrong with them is told, and the failure. */
    public Future<Void> readAgain() {
        return turns.take(() -> readAllNow(Origin.FILE));
    }

    /** As {@link #readAgain}, for somebody whose turn it is. */
    public Future<Void> readAllNow(Origin origin) {
        return readAll(
                Stream.concat(speaking().stream().map(this::reading), Stream.<Reading>of(this::readPage))
                        .toList(),
                origin);
    }

    private List<Service> speaking() {
        return services.get().stream()
                .filter(service -> service.config().hasTls())
                .toList();
    }

    /** Reads one after another, also behind one that fails; what is wrong with any of them is its failure. */
    private static Future<Void> readAll(List<Reading> those, Origin origin) {
        List<Future<Void>> done = new ArrayList<>();
        Future<Void> read = Future.succeededFuture();
        for (Reading each : those) {
            read = read.transform(_ -> each.begin(origin));
            done.add(read);
        }
        return Future.join(done).<Void>mapEmpty().recover(_ -> Future.failedFuture(allThatIsWrong(done)));
    }

    private static ConfigException allThatIsWrong(List<Future<Void>> done) {
        return new ConfigException(done.stream()
                .filter(Future::failed)
                .map(failed -> String.valueOf(failed.cause().getMessage()))
                .distinct()
                .collect(Collectors.joining("\n")));
    }

    /**
     * Reads those of a service again, for somebody whose turn it is.
     *
     * @return what there is to say of it, empty if all went well; what is wrong with a file is the failure
     */
    public Future<String> readNow(Service service, Origin origin) {
        return service.config().hasTls()
                ? read(service, origin).map("")
                : Future.succeededFuture(service.config().name() + ": speaks no TLS\n");
    }

    private Future<Void> read(Service service, Origin origin) {
        String name = service.config().name();
        long began = System.nanoTime();
        return loader.readTlsAgain(service)
                .<Void>map(change -> {
                    change.run();
                    troubles.remove(service);
                    int certificates = service.tls().certificates().size();
                    events.publish(new ServiceEvent.CertificatesRead(name, certificates, origin));
                    tellDates();
                    return null;
                })
                .recover(e -> {
                    var trouble = CertificateTrouble.of(e, began, System.nanoTime());
                    if (trouble.isNewTo(troubles.put(service, trouble))) {
                        LOG.log(Level.WARNING, "{0}: certificates stay as they were: {1}", name, trouble.problem());
                        events.publish(new ServiceEvent.CertificatesRefused(name, trouble.problem(), origin));
                    }
                    return Future.failedFuture(e);
                });
    }

    private Future<Void> readPage(Origin origin) {
        if (!page.isOpen()) {
            return Future.succeededFuture();
        }
        long began = System.nanoTime();
        return page.readAgain()
                .<Void>map(_ -> {
                    pageTrouble = null;
                    tellDates();
                    events.publish(new ConfigEvent.PageCertificatesRead(
                            page.certificates().size(), origin));
                    return null;
                })
                .recover(e -> {
                    CertificateTrouble before = pageTrouble;
                    var trouble = CertificateTrouble.of(e, began, System.nanoTime());
                    pageTrouble = trouble;
                    if (trouble.isNewTo(before)) {
                        LOG.log(
                                Level.WARNING,
                                "{0}: certificates stay as they were: {1}",
                                PageTls.NAME,
                                trouble.problem());
                        events.publish(new ConfigEvent.PageCertificatesRefused(trouble.problem(), origin));
                    }
                    return Future.failedFuture(e);
                });
    }
}

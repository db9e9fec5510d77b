package org.penlb.cli.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.system.Account;
import org.penlb.system.DetachedSession;
import org.penlb.system.PidFile;
import org.penlb.system.Privileges;
import org.penlb.system.Provisions;
import org.penlb.system.ServiceManager;
import org.penlb.system.Syslog;

/**
 * A process that takes its place in the machine, in pen's order: open what takes root ({@link #prepare}, and then the
 * listeners), change the root folder and the user, write the pid file ({@link #settle}).
 */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Daemon.class.getName());
    private static final Path DEV_LOG = Path.of("/dev/log");
    /** There may be thousands of files. */
    private static final int MOST_NAMED = 5;

    /** A step that the machine may refuse. */
    private interface Step {
        void take() throws IOException;
    }

    /** One that brings something. */
    private interface Question<T> {
        T ask() throws IOException;
    }

    private final ProcessPlace place;
    private final @Nullable ParentLink parent;
    private @Nullable DetachedSession session;
    private @Nullable Account account;
    private @Nullable ServiceManager manager;
    private @Nullable PidFile pidFile;
    private volatile boolean settled;

    /**
     * @param parent who waits for this process to be ready in the background; null in the foreground
     */
    public Daemon(ProcessPlace place, @Nullable ParentLink parent) {
        this.place = place;
        this.parent = parent;
    }

    /**
     * Does what must be done before the listeners are opened. What is wrong with the options is found now.
     *
     * @throws ConfigException naming the option and what is wrong with it
     */
    public void prepare() {
        if (parent != null) {
            session = ask("background", parent::begin);
            logToSyslog();
        }
        manager = serviceManager();
        String user = place.user();
        if (user != null) {
            account = ask("-u " + user, () -> Account.named(user).orElseThrow(() -> new IOException("no such user")));
        }
        Path jail = place.jail();
        if (jail != null) {
            if (!Files.isDirectory(jail)) {
                throw new ConfigException("-j " + jail + ": no such directory");
            }
            take("-j " + jail, Provisions::pack);
        }
    }

    /** One that is named and cannot be reached is no reason not to serve clients: the name may be somebody else's. */
    private static @Nullable ServiceManager serviceManager() {
        try {
            return ServiceManager.fromEnvironment();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "NOTIFY_SOCKET: {0}: the service manager is told nothing", e.getMessage());
            return null;
        }
    }

    private void logToSyslog() {
        if (Files.notExists(DEV_LOG)) {
            LOG.log(
                    Level.WARNING,
                    "{0} is missing: nobody will hear what {1} has to say in the background",
                    DEV_LOG,
                    place.program());
        }
        Logging.toSyslog(ask("syslog", () -> Syslog.open(place.program(), place.facility())));
    }

    /**
     * Says which of the files that are read again later will be out of reach then. To be called before {@link #settle}.
     *
     * @param files what certificates are made of
     */
    void tellOutOfReach(List<Path> files) {
        if (place.jail() == null && account == null) {
            return;
        }
        List<String> lost = new Reach(account, place.jail()).lost(files);
        if (!lost.isEmpty()) {
            String more = lost.size() > MOST_NAMED ? " and " + (lost.size() - MOST_NAMED) + " more" : "";
            LOG.log(
                    Level.WARNING,
                    "certificates cannot be read again later, and stay as they are at the start: {0}{1}",
                    String.join(", ", lost.subList(0, Math.min(lost.size(), MOST_NAMED))),
                    more);
        }
    }

    /**
     * Gives up root and takes the final place, now that clients can come in.
     *
     * @throws ConfigException naming the option that cannot be obeyed, and why
     */
    public void settle() {
        // A relative name is one outside of the jail, as with pen: out of reach in a moment.
        Path file = place.pidFile();
        if (place.jail() != null && file != null && !file.isAbsolute()) {
            pidFile = writePidFile(file);
        }
        dropPrivileges();
        settled = true; // before others learn that they may signal
        if (file != null && pidFile == null) {
            pidFile = writePidFile(file);
        }
    }

    /**
     * Everything is open: says so to whoever waits for it.
     *
     * @throws ConfigException if the process cannot leave its terminal
     */
    public void ready() {
        DetachedSession begun = session;
        if (parent != null && begun != null) {
            take("background", () -> {
                Logging.leaveStderr();
                parent.tellReady();
                begun.settle();
            });
        }
        if (manager != null) {
            manager.ready();
        }
    }

    private static PidFile writePidFile(Path path) {
        return ask("-p " + path, () -> PidFile.write(path.toAbsolutePath()));
    }

    private void dropPrivileges() {
        Path jail = place.jail();
        Account user = account;
        if (jail == null && user == null) {
            return;
        }
        take("/proc", () -> {
            try (var privileges = new Privileges()) {
                if (jail != null) {
                    take("-j " + jail, () -> privileges.enterJail(jail));
                    LOG.log(Level.INFO, "works in the root directory {0}", jail);
                }
                if (user != null) {
                    take("-u " + user.name(), () -> privileges.become(user));
                    LOG.log(Level.INFO, "works as the user {0}", user.name());
                }
                if (jail != null && Privileges.isRoot()) {
                    LOG.log(Level.WARNING, "-j without -u keeps nothing in: root can leave a root directory");
                }
            }
        });
    }

    /** Reads again what can change while it runs, and tells the service manager of it. During the start there is nothing. */
    public void reload(Runnable work) {
        if (!settled) {
            return;
        }
        if (manager != null) {
            manager.reloading();
        }
        try {
            work.run();
        } finally {
            if (manager != null) {
                manager.ready();
            }
        }
    }

    /** The end has begun. */
    public void stopping() {
        if (manager != null) {
            manager.stopping();
        }
    }

    /** The last thing that is done: whoever waits for the pid file to go finds everything closed. */
    @Override
    public void close() {
        try (var _ = manager;
                var _ = pidFile) {
            LOG.log(Level.DEBUG, "ended");
        } catch (IOException e) {
            LOG.log(Level.WARNING, "-p {0}: cannot be removed: {1}", place.pidFile(), e.getMessage());
        }
    }

    private static void take(String place, Step step) {
        ask(place, () -> {
            step.take();
            return place;
        });
    }

    private static <T> T ask(String place, Question<T> question) {
        try {
            return question.ask();
        } catch (IOException e) {
            throw new ConfigException(place + ": " + e.getMessage());
        }
    }
}

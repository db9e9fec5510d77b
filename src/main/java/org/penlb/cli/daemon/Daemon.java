package org.penlb.cli.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
 * listeners), change the root folder, open what the user may not, change the user, write the pid file ({@link #settle}).
 */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Daemon.class.getName());
    private static final Path DEV_LOG = Path.of("/dev/log");

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
    /** How many are going on. */
    private int reloads;

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
     * Holds open what is read again later and will be out of reach then. To be called before {@link #settle}, if that changes
     * the place.
     */
    void keep(FilesReadAgain files) {
        files.hold(new Reach(account, place.jail()));
    }

    /** Whether it becomes another user, or works in another root directory. */
    boolean changesPlace() {
        return account != null || place.jail() != null;
    }

    /**
     * Finds out, before the listeners are open, whether what is opened in the final place can be.
     *
     * @throws ConfigException naming what cannot be, and why
     */
    void rehearse(WrittenFiles written) {
        expectOutput(written);
        Path file = place.pidFile();
        if (!changesPlace()) {
            pidFile = file == null ? null : openPidFile(file);
            return;
        }
        written.rehearse(account, place.jail());
    }

    private void expectOutput(WrittenFiles written) {
        if (parent != null && written.hasStandardOutput()) {
            throw new ConfigException("log: in the background there is no standard output (expected: a file, or -f)");
        }
    }

    /**
     * Gives up root and takes the final place, now that clients can come in.
     *
     * @param written the files that are written to afterwards; those that only root may open are opened before
     * @throws ConfigException naming the option that cannot be obeyed, and why
     */
    public void settle(WrittenFiles written) {
        expectOutput(written);
        // A relative name is one outside of the jail, as with pen: out of reach in a moment.
        Path file = place.pidFile();
        if (place.jail() != null && file != null && !file.isAbsolute()) {
            pidFile = openPidFile(file);
        }
        dropPrivileges(written);
        if (file != null) {
            PidFile opened = pidFile == null ? openPidFile(file) : pidFile;
            pidFile = opened;
            take("-p " + file, opened::tell);
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

    private static PidFile openPidFile(Path path) {
        return ask("-p " + path, () -> PidFile.open(path.toAbsolutePath()));
    }

    private void dropPrivileges(WrittenFiles written) {
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
                    openAsRoot(user, written);
                    take("-u " + user.name(), () -> become(privileges, user));
                    LOG.log(Level.INFO, "works as the user {0}", user.name());
                }
                if (jail != null && Privileges.isRoot()) {
                    LOG.log(Level.WARNING, "-j without -u keeps nothing in: root can leave a root directory");
                }
            }
        });
    }

    private static void become(Privileges privileges, Account user) throws IOException {
        List<String> left = privileges.become(user, Set.of());
        if (!left.isEmpty()) {
            LOG.log(Level.WARNING, "-u {0}: not everything can be given up: {1}", user.name(), String.join("; ", left));
        }
    }

    /** What the user may open the user opens: whose folder it is could have root write elsewhere. */
    private void openAsRoot(Account user, WrittenFiles written) throws IOException {
        if (!Privileges.isRoot()) {
            return;
        }
        var reach = new Reach(user, null); // the root directory is the last one already
        List<Reach.Lost> lost = written.keep(reach, place.jail() != null);
        if (!lost.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "cannot be opened again later, as by HUP: {0} (expected: files and folders that {1} may write to)",
                    Reach.Lost.named(lost),
                    user.name());
        }
        Path file = place.pidFile();
        if (file != null && pidFile == null && reach.obstacleToWriting(file) != null && !reach.isPlacedByUser(file)) {
            pidFile = openPidFile(file);
        }
    }

    /** Reads again what can change while it runs, and tells the service manager of it. */
    public void reload(Runnable work) {
        reloading();
        try {
            work.run();
        } finally {
            reloaded();
        }
    }

    /** What can change while it runs is read again from now on: the service manager is told. */
    public synchronized void reloading() {
        reloads++;
        if (manager != null && reloads == 1) {
            manager.reloading();
        }
    }

    /** It was read again: each time after {@link #reloading}. */
    public synchronized void reloaded() {
        reloads--;
        if (manager != null && reloads == 0) {
            manager.ready();
        }
    }

    /** Whether it does not stay root, or somebody asked for that. */
    boolean namesUser() {
        return place.user() != null;
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

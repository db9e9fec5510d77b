package org.penlb.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Giving up what only root may do, for the whole process and for good. Opened while {@code /proc} is still in reach, since
 * every thread is looked at afterwards; to be closed at once, since the way to {@code /proc} leads out of a jail.
 */
public final class Privileges implements AutoCloseable {
    private static final int ROOT = 0;

    private static final CFunction CHROOT = new CFunction("chroot");
    private static final CFunction CHDIR = new CFunction("chdir");
    private static final CFunction SETGROUPS = new CFunction("setgroups");
    private static final CFunction SETGID = new CFunction("setgid");
    private static final CFunction SETUID = new CFunction("setuid");
    private static final CFunction GETUID = new CFunction("getuid");
    private static final CFunction GETEUID = new CFunction("geteuid");

    private final Threads threads;

    public Privileges() throws IOException {
        threads = Threads.ofThisProcess();
    }

    /** Whether this process may do what others may not. */
    public static boolean isRoot() throws IOException {
        return GETEUID.call() == ROOT;
    }

    /**
     * Makes a folder the root folder of this process, and the folder it works in.
     *
     * @throws IOException with a sentence that says why that cannot be
     */
    public void enterJail(Path folder) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            CHROOT.call(arena.allocateFrom(folder.toAbsolutePath().toString()));
            CHDIR.call(arena.allocateFrom("/"));
        } catch (CFunction.Failure e) {
            throw e.errno == CFunction.EPERM ? new IOException("only root can change the root directory", e) : e;
        }
    }

    /**
     * Changes the groups, the group and the user of every thread, and makes sure that this cannot be undone: nothing that is
     * executed can give any of it back, either. Nothing is done if this process has that user already.
     *
     * @param kept the capabilities that are not given up
     * @return what could not be given up, and why, a sentence each; none of it gives this process any rights by itself
     * @throws IOException with a sentence that says why that cannot be; the process is then not to go on
     */
    public List<String> become(Account account, Set<Capability> kept) throws IOException {
        if (GETUID.call() == account.uid() && GETEUID.call() == account.uid()) {
            return List.of();
        }
        var renunciation = account.uid() == ROOT ? null : new Renunciation(threads, kept);
        if (renunciation != null) {
            renunciation.asRoot();
        }
        try (Arena arena = Arena.ofConfined()) {
            int[] groups = account.groups().stream().mapToInt(Integer::intValue).toArray();
            SETGROUPS.call((long) groups.length, arena.allocateFrom(ValueLayout.JAVA_INT, groups));
            SETGID.call(account.gid());
            SETUID.call(account.uid());
        } catch (CFunction.Failure e) {
            throw e.errno == CFunction.EPERM ? new IOException("only root can change the user", e) : e;
        }
        if (renunciation != null) {
            renunciation.asSomebodyElse();
            expectRefused(SETUID);
            if (account.gid() != ROOT) {
                expectRefused(SETGID);
            }
        }
        threads.expectAll(account);
        FileLimit.forgetPrivileges();
        return renunciation == null ? List.of() : renunciation.left();
    }

    private static void expectRefused(CFunction change) throws IOException {
        try {
            change.call(ROOT);
        } catch (CFunction.Failure _) {
            return;
        }
        throw new IOException("the system lets this user become root again");
    }

    @Override
    public void close() throws IOException {
        threads.close();
    }
}

package org.penlb.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.system.Account;

/**
 * What this process will be able to read and write once it is another user, in another root directory. Owners, groups and modes say
 * so; access lists of the file system are not asked.
 *
 * @param user who it will be; null if it stays who it is
 * @param jail what will be its root directory; null if that stays
 */
record Reach(@Nullable Account user, @Nullable Path jail) {
    private static final int READ = 4;
    private static final int WRITE = 2;
    private static final int ENTER = 1;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;
    /** There may be thousands of files. */
    private static final int MOST_NAMED = 5;
    /** As the kernel has it. */
    private static final int MOST_LINKS = 40;

    /** A file or a folder that will be out of reach, and why. */
    record Lost(Path file, String reason) {
        /** The first of some, and how many more there are. */
        static String named(List<Lost> all) {
            String more = all.size() > MOST_NAMED ? " and " + (all.size() - MOST_NAMED) + " more" : "";
            return all.stream().limit(MOST_NAMED).map(Lost::toString).collect(Collectors.joining(", ")) + more;
        }

        @Override
        public String toString() {
            return file + " (" + reason + ")";
        }
    }

    /**
     * Where the way to a file ends.
     *
     * @param end the file, or the name that nothing has yet
     * @param obstacle what keeps the user from going there; null if nothing does
     * @param ofUser whether the user may put something else in the way
     */
    private record Way(Path end, @Nullable String obstacle, boolean ofUser) {}

    /**
     * Those of some files that will be out of reach to read, with the reason behind each; of folders also what is in them.
     *
     * @param files by their names as they are now
     */
    List<Lost> lost(Collection<Path> files) {
        var lost = new ArrayList<Lost>();
        for (Path file : files) {
            String obstacle = obstacle(file);
            if (obstacle != null) {
                lost.add(new Lost(file, obstacle));
            } else if (Files.isDirectory(file)) {
                lost.addAll(lost(filesIn(file)));
            }
        }
        return lost;
    }

    private static List<Path> filesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException _) {
            return List.of(); // who reads them tells
        }
    }

    private @Nullable String obstacle(Path file) {
        try {
            Path root = jail == null ? file.toAbsolutePath().getRoot() : jail.toRealPath();
            Way way = walk(root, file.toAbsolutePath());
            if (way.obstacle != null) {
                return way.obstacle;
            }
            if (Files.notExists(way.end, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString());
            }
            int bits = Files.isDirectory(way.end) ? READ | ENTER : READ;
            return may(way.end, bits) ? null : who() + " may not read it, " + ownership(way.end);
        } catch (NoSuchFileException _) {
            return jail == null ? "it is not there" : "it is not there in the root directory " + jail;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /**
     * What will keep the user from writing to a file, and from making it if it is missing; null if nothing will.
     *
     * @param file by its name in the root directory as it is now
     */
    @Nullable
    String obstacleToWriting(Path file) {
        try {
            Way way = walk(file.toAbsolutePath().getRoot(), file.toAbsolutePath());
            if (way.obstacle != null) {
                return way.obstacle;
            }
            if (Files.exists(way.end, LinkOption.NOFOLLOW_LINKS)) {
                return may(way.end, WRITE) ? null : who() + " may not write to it, " + ownership(way.end);
            }
            Path folder = Objects.requireNonNull(way.end.getParent());
            return may(folder, WRITE | ENTER)
                    ? null
                    : who() + " may not make a file in " + folder + ", " + ownership(folder);
        } catch (NoSuchFileException e) {
            return "there is no " + e.getMessage();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Whether the user may put something else in the place of a file, such as a link to one that is not the user's to write. */
    boolean isPlacedByUser(Path file) {
        try {
            return walk(file.toAbsolutePath().getRoot(), file.toAbsolutePath()).ofUser;
        } catch (IOException _) {
            return true; // on the safe side
        }
    }

    private static String ownership(Path file) throws IOException {
        return "it is " + Files.getAttribute(file, "unix:owner") + ":" + Files.getAttribute(file, "unix:group") + " "
                + PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Goes the way that the kernel will go: links that lead to the root directory lead to the one that will be it. */
    private Way walk(Path root, Path file) throws IOException {
        var ahead = new ArrayDeque<String>();
        push(ahead, file);
        Path here = root;
        int links = 0;
        boolean ofUser = false;
        while (!ahead.isEmpty()) {
            String name = ahead.pop();
            if (!may(here, ENTER)) {
                return new Way(here, who() + " may not enter " + here + ", " + ownership(here), ofUser);
            }
            if (name.equals("..")) {
                Path above = here.getParent();
                here = above == null || here.equals(root) ? root : above;
                continue;
            }
            Path next = here.resolve(name);
            ofUser |= mayReplace(here, next);
            if (ahead.isEmpty() && Files.notExists(next, LinkOption.NOFOLLOW_LINKS)) {
                return new Way(next, null, ofUser);
            }
            if (!Files.readAttributes(next, "isSymbolicLink", LinkOption.NOFOLLOW_LINKS)
                    .containsValue(true)) {
                here = next;
                continue;
            }
            Path target = Files.readSymbolicLink(next);
            if (++links > MOST_LINKS) {
                return new Way(next, "too many links", ofUser);
            }
            here = target.isAbsolute() ? root : here;
            push(ahead, target);
        }
        return new Way(here, null, ofUser);
    }

    private static void push(Deque<String> ahead, Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            String name = path.getName(i).toString();
            if (!name.isEmpty() && !name.equals(".")) {
                ahead.push(name);
            }
        }
    }

    private String who() {
        return user == null ? "this user" : "user " + user.name();
    }

    private boolean may(Path file, int bits) throws IOException {
        if (user == null) {
            return ((bits & READ) == 0 || Files.isReadable(file))
                    && ((bits & WRITE) == 0 || Files.isWritable(file))
                    && ((bits & ENTER) == 0 || Files.isExecutable(file));
        }
        if (user.uid() == ROOT) {
            return true;
        }
        Map<String, Object> its = Files.readAttributes(file, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
        int gid = number(its, "gid");
        boolean ofGroup = gid == user.gid() || user.groups().contains(gid);
        int shift = user.uid() == number(its, "uid") ? 6 : ofGroup ? 3 : 0;
        return ((number(its, "mode") >> shift) & bits) == bits;
    }

    /** Whether the user may put something else under a name: in a folder like /tmp only what is missing, or one's own. */
    private boolean mayReplace(Path folder, Path name) throws IOException {
        if (user == null || !may(folder, WRITE)) {
            return false;
        }
        boolean shared = (number(Files.readAttributes(folder, "unix:mode"), "mode") & STICKY) != 0;
        return !shared
                || isOfUser(user, folder)
                || Files.notExists(name, LinkOption.NOFOLLOW_LINKS)
                || isOfUser(user, name);
    }

    private static boolean isOfUser(Account user, Path file) throws IOException {
        return number(Files.readAttributes(file, "unix:uid", LinkOption.NOFOLLOW_LINKS), "uid") == user.uid();
    }

    private static int number(Map<String, Object> attributes, String name) {
        return (Integer) Objects.requireNonNull(attributes.get(name));
    }
}

package org.penlb.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.system.Account;

/**
 * What this process will be able to read once it is another user, in another root directory. Owners, groups and modes say
 * so; access lists of the file system are not asked.
 *
 * @param user who it will be; null if it stays who it is
 * @param jail what will be its root directory; null if that stays
 */
record Reach(@Nullable Account user, @Nullable Path jail) {
    private static final int READ = 4;
    private static final int ENTER = 1;
    private static final int ROOT = 0;
    /** As the kernel has it. */
    private static final int MOST_LINKS = 40;

    /**
     * Those of some files that will be out of reach, with the reason behind each; of folders also what is in them.
     *
     * @param files by their names as they are now
     */
    List<String> lost(Collection<Path> files) {
        var lost = new ArrayList<String>();
        for (Path file : files) {
            String obstacle = obstacle(file);
            if (obstacle != null) {
                lost.add(file + " (" + obstacle + ")");
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
            return walk(root, file.toAbsolutePath());
        } catch (NoSuchFileException _) {
            return jail == null ? "it is not there" : "it is not there in the root directory " + jail;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Goes the way that the kernel will go: links that lead to the root directory lead to the one that will be it. */
    private @Nullable String walk(Path root, Path file) throws IOException {
        var ahead = new ArrayDeque<String>();
        push(ahead, file);
        Path here = root;
        int links = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.pop();
            if (!may(here, ENTER)) {
                return who() + " may not enter " + here;
            }
            if (name.equals("..")) {
                Path above = here.getParent();
                here = above == null || here.equals(root) ? root : above;
                continue;
            }
            Path next = here.resolve(name);
            if (!Files.readAttributes(next, "isSymbolicLink", LinkOption.NOFOLLOW_LINKS)
                    .containsValue(true)) {
                here = next;
                continue;
            }
            Path target = Files.readSymbolicLink(next);
            if (++links > MOST_LINKS) {
                return "too many links";
            }
            here = target.isAbsolute() ? root : here;
            push(ahead, target);
        }
        int bits = Files.isDirectory(here) ? READ | ENTER : READ;
        return may(here, bits) ? null : who() + " may not read it";
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
            return ((bits & READ) == 0 || Files.isReadable(file)) && ((bits & ENTER) == 0 || Files.isExecutable(file));
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

    private static int number(Map<String, Object> attributes, String name) {
        return (Integer) Objects.requireNonNull(attributes.get(name));
    }
}

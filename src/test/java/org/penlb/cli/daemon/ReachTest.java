package org.penlb.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.system.Account;

/** Whose files these are does not matter: the user of these tests is nobody's, unless it is said. */
class ReachTest {
    private static final Account STRANGER = new Account("stranger", 54321, 54321, Set.of());

    @TempDir
    Path jail;

    private Path folder = Path.of("");

    @BeforeEach
    void make() throws IOException {
        permit(jail, "rwxr-xr-x");
        folder = Files.createDirectories(jail.resolve("etc/pen"));
        permit(jail.resolve("etc"), "rwxr-xr-x");
        permit(folder, "rwxr-xr-x");
    }

    private static Path permit(Path file, String mode) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Path file(String name, String mode) throws IOException {
        return permit(Files.writeString(folder.resolve(name), "text"), mode);
    }

    /** What of a file that is named as it will be named in the jail. */
    private List<String> inJail(Account user, String name) {
        return lost(new Reach(user, jail), Path.of(name));
    }

    private static List<String> lost(Reach reach, Path file) {
        return reach.lost(List.of(file)).stream().map(Reach.Lost::toString).toList();
    }

    @Test
    void what_everybody_may_read_is_in_reach() throws IOException {
        file("a.crt", "rw-r--r--");
        assertThat(inJail(STRANGER, "/etc/pen/a.crt")).isEmpty();
    }

    @Test
    void a_key_is_its_owners_and_its_groups_alone() throws IOException {
        Path key = file("a.key", "rw-r-----");
        assertThat(inJail(STRANGER, "/etc/pen/a.key"))
                .containsExactly("/etc/pen/a.key (user stranger may not read it, it is " + owners(key) + " rw-r-----)");
        int uid = (int) Files.getAttribute(key, "unix:uid");
        int gid = (int) Files.getAttribute(key, "unix:gid");
        assertThat(inJail(new Account("owner", uid, 54321, Set.of()), "/etc/pen/a.key"))
                .isEmpty();
        assertThat(inJail(new Account("member", 54321, gid, Set.of()), "/etc/pen/a.key"))
                .isEmpty();
        assertThat(inJail(new Account("member", 54321, 54321, Set.of(54321, gid)), "/etc/pen/a.key"))
                .isEmpty();
        permit(key, "-----xrw-");
        assertThat(inJail(new Account("member", 54321, gid, Set.of()), "/etc/pen/a.key"))
                .as("who is of the group is not one of the others")
                .hasSize(1);
        assertThat(inJail(new Account("root", 0, 0, Set.of(0)), "/etc/pen/a.key"))
                .isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_entered_is_named() throws IOException {
        file("a.crt", "rw-r--r--");
        permit(folder, "rwx------");
        assertThat(inJail(STRANGER, "/etc/pen/a.crt"))
                .containsExactly("/etc/pen/a.crt (user stranger may not enter "
                        + jail.toRealPath().resolve("etc/pen") + ", it is " + owners(folder) + " rwx------)");
        permit(folder, "rwxr-xr-x");
    }

    @Test
    void what_is_outside_is_out_of_reach() throws IOException {
        Path outside = file("a.crt", "rw-r--r--");
        assertThat(inJail(STRANGER, outside.toString()))
                .containsExactly(outside + " (it is not there in the root directory " + jail + ")");
        assertThat(new Reach(null, jail).lost(List.of(outside))).hasSize(1);
        assertThat(new Reach(null, null).lost(List.of(outside))).isEmpty();
    }

    @Test
    void links_lead_where_they_will_lead() throws IOException {
        file("a.crt", "rw-r--r--");
        Files.createSymbolicLink(folder.resolve("absolute.crt"), Path.of("/etc/pen/a.crt"));
        Files.createSymbolicLink(folder.resolve("relative.crt"), Path.of("../pen/./a.crt"));
        Files.createSymbolicLink(folder.resolve("above.crt"), Path.of("../../../../etc/pen/a.crt"));
        Files.createSymbolicLink(
                folder.resolve("outside.crt"), folder.resolve("a.crt").toAbsolutePath());
        Files.createSymbolicLink(folder.resolve("round.crt"), Path.of("round.crt"));
        assertThat(inJail(STRANGER, "/etc/pen/absolute.crt")).isEmpty();
        assertThat(inJail(STRANGER, "/etc/pen/relative.crt")).isEmpty();
        assertThat(inJail(STRANGER, "/etc/pen/above.crt")).isEmpty();
        assertThat(inJail(STRANGER, "/etc/pen/outside.crt")).hasSize(1);
        assertThat(inJail(STRANGER, "/etc/pen/round.crt")).containsExactly("/etc/pen/round.crt (too many links)");
    }

    @Test
    void what_is_in_a_folder_is_looked_at_too() throws IOException {
        file("a.crt", "rw-r--r--");
        file("a.key", "rw-------");
        permit(jail, "rwx--x--x");
        assertThat(lost(new Reach(STRANGER, null), folder))
                .allMatch(line -> line.startsWith(folder.resolve("a.key") + " (user stranger may not read it")
                        || line.startsWith(folder + " (user stranger may not enter"));
    }

    private static String owners(Path file) throws IOException {
        return Files.getAttribute(file, "unix:owner") + ":" + Files.getAttribute(file, "unix:group");
    }

    @Test
    void a_file_that_is_missing_is_written_where_its_folder_allows_that() throws IOException {
        var reach = new Reach(STRANGER, null);
        Path missing = folder.toRealPath().resolve("pen.log");
        assertThat(reach.obstacleToWriting(missing))
                .startsWith("user stranger may not make a file in " + missing.getParent() + ", it is ");
        permit(folder, "rwxrwxrwx");
        assertThat(reach.obstacleToWriting(missing)).isNull();
        file("pen.log", "rw-r--r--");
        assertThat(reach.obstacleToWriting(missing)).startsWith("user stranger may not write to it, it is ");
        assertThat(reach.obstacleToWriting(missing.resolveSibling("no/pen.log")))
                .startsWith("there is no ");
    }

    /** Else whoever is to lose root's rights could have root write to any file, by a link in its place. */
    @Test
    void who_may_put_a_link_in_the_way_is_seen() throws IOException {
        var reach = new Reach(STRANGER, null);
        Path log = folder.resolve("pen.log");
        assertThat(reach.isPlacedByUser(log)).isFalse();
        permit(folder, "rwxrwxrwx");
        assertThat(reach.isPlacedByUser(log)).isTrue();
        Files.setAttribute(folder, "unix:mode", 01777);
        assertThat(reach.isPlacedByUser(log)).as("it is missing").isTrue();
        file("pen.log", "rw-r--r--");
        assertThat(reach.isPlacedByUser(log)).as("it is another's").isFalse();
        permit(folder, "rwxr-xr-x");
        permit(folder.getParent(), "rwxrwxrwx");
        assertThat(reach.isPlacedByUser(log)).as("the folder can be replaced").isTrue();
    }
}

package org.penlb.config.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;

/** Files of commands: read as a whole, and what is wrong with them has a place. */
class CommandFileTest {
    @TempDir
    Path folder;

    private final ServerArguments arguments = new ServerArguments(_ -> -1);
    private final ServiceBuilder service = new ServiceBuilder("test", new Address.Inet("127.0.0.1", 80), 100);
    private final CommandParser parser = new CommandParser(arguments, service.listen(), false);

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private void apply(Path file) {
        service.servers().add(new ServerConfig(new Address.Inet("10.0.0.1", 80)));
        CommandFile.read(file, parser).apply(new PenBuilder(service, arguments));
    }

    @Test
    void files_include_others_beside_them() throws IOException {
        file("more.cfg", "blacklist 9\r\n");
        apply(file("pen.cfg", "# a comment\n\n  include more.cfg  \ntimeout 3 # behind a command\n"));
        assertThat(service.blacklist).isEqualTo(Duration.ofSeconds(9));
        assertThat(service.connectTimeout).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void a_name_leads_to_no_file_that_is_not_regular() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        Path file = file("pen.cfg", "include pipe\ninclude more.cfg\n");
        CompletableFuture<Set<Path>> names = CompletableFuture.supplyAsync(() -> CommandFile.names(file));
        try {
            assertThat(names).as("nobody writes into the pipe").succeedsWithin(Duration.ofSeconds(5));
            assertThat(names.join()).containsExactly(file, pipe, folder.resolve("more.cfg"));
        } finally {
            FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close(); // who waits for it waits no more
        }
    }

    private void refused(Path file, String message) {
        assertThatThrownBy(() -> apply(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message.replace("FOLDER", folder.toString()));
        assertThat(service.blacklist).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_fault_has_its_place_and_nothing_is_carried_out() throws IOException {
        file("more.cfg", "blacklist 9\nfrobnicate\n");
        refused(
                file("pen.cfg", "blacklist 8\ninclude more.cfg\n"),
                "FOLDER/pen.cfg:2: \"include more.cfg\": FOLDER/more.cfg:2: \"frobnicate\":"
                        + " \"frobnicate\" is not a command that Pen knows");
        refused(
                file("pen.cfg", "server 5 max 3\nblacklist 8\n"),
                "FOLDER/pen.cfg:1: \"server 5 max 3\": server 5 is not there (expected: an address first, for a new one)");
        refused(
                file("pen.cfg", "servers\n"),
                "FOLDER/pen.cfg:1: \"servers\": \"servers\" does not configure anything"
                        + " (expected: a command that does; this one is for the control port)");
    }

    @Test
    void a_file_does_not_include_itself() throws IOException {
        refused(
                file("pen.cfg", "include pen.cfg\n"),
                "FOLDER/pen.cfg:1: \"include pen.cfg\": the file includes itself: FOLDER/pen.cfg");
        file("one.cfg", "include two.cfg\n");
        assertThatThrownBy(() -> apply(file("two.cfg", "include ./one.cfg\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the file includes itself");
    }

    @Test
    void a_few_lines_do_not_become_endless_ones() throws IOException {
        for (int i = 0; i < 10; i++) {
            file(i + ".cfg", ("include " + (i + 1) + ".cfg\n").repeat(10));
        }
        file("10.cfg", "blacklist 8\n");
        assertThatThrownBy(() -> apply(folder.resolve("0.cfg")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("more than 1000 files are included");
    }

    @Test
    void what_would_be_done_again_at_each_hup_is_refused() throws IOException {
        refused(
                file("pen.cfg", "server add 10.0.0.2:80\n"),
                "FOLDER/pen.cfg:1: \"server add 10.0.0.2:80\": a file is read again and again"
                        + " (expected: server N address ...)");
    }

    @Test
    void what_is_no_text_file_is_refused() throws IOException {
        refused(folder.resolve("nothing"), "\"FOLDER/nothing\": no such file");
        refused(folder, "\"FOLDER\" is not a regular file");
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 10});
        refused(folder.resolve("binary"), "\"FOLDER/binary\" is not a text file in UTF-8");
        refused(Path.of("/dev/zero"), "\"/dev/zero\" is not a regular file");
    }

    @Test
    void one_big_file_cannot_be_included_again_and_again() throws IOException {
        file("big", "# nothing to do\n".repeat(1 << 18));
        assertThatThrownBy(() -> apply(file("whole", "include big\n".repeat(3))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(", with the files before it, are more than 8388608");
    }

    @Test
    void a_file_of_the_system_that_never_ends_is_not_waited_for() {
        Path endless = Path.of("/proc/kmsg"); // reading it waits for the kernel's next message
        assumeThat(endless).isReadable();
        assertThat(CommandFile.read(endless, parser)).isNotNull();
    }
}

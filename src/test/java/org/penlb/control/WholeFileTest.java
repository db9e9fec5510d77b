package org.penlb.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;

class WholeFileTest {
    @TempDir
    Path folder;

    private Path file;
    private Path victim;

    @BeforeEach
    void somebodyHasAFile(@TempDir Path elsewhere) throws IOException {
        file = folder.resolve("pen.cfg");
        victim = Files.writeString(elsewhere.resolve("victim"), "precious");
    }

    @Test
    void a_link_in_the_place_of_the_file_is_replaced_and_not_followed() throws IOException {
        Files.createSymbolicLink(file, victim);
        WholeFile.replace(file, "text");
        assertThat(victim).hasContent("precious");
        assertThat(file).isRegularFile().hasContent("text");
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    /** A name that comes again could be guessed, and a link be laid there beforehand. */
    @Test
    void a_link_laid_where_it_was_written_the_last_time_is_not_followed() throws Exception {
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            WholeFile.replace(file, "first");
            Set<Path> beside = created(watch);
            assertThat(beside).as("names beside it while it was written").isNotEmpty();
            for (Path name : beside) {
                Files.createSymbolicLink(folder.resolve(name), victim);
            }
        }
        WholeFile.replace(file, "second");
        assertThat(victim).hasContent("precious");
        assertThat(file).isRegularFile().hasContent("second");
    }

    /** The names that came into the folder before the file's own. */
    private Set<Path> created(WatchService watch) throws InterruptedException {
        Set<Path> names = new LinkedHashSet<>();
        while (!names.contains(file.getFileName())) {
            WatchKey key = watch.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(key).as("more than " + names).isNotNull();
            for (WatchEvent<?> event : key.pollEvents()) {
                names.add((Path) event.context());
            }
            key.reset();
        }
        names.remove(file.getFileName());
        return names;
    }

    @Test
    void who_reads_the_old_text_reads_it_to_its_end() throws IOException {
        WholeFile.replace(file, "the old text");
        try (InputStream reader = Files.newInputStream(file)) {
            WholeFile.replace(file, "new");
            assertThat(new String(reader.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("the old text");
        }
        assertThat(file).hasContent("new");
    }

    @Test
    void nothing_is_left_beside_it() throws IOException {
        WholeFile.replace(file, "text");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}

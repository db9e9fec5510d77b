package org.penlb.load.report;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.penlb.load.process.Failure;

/** What is left of a run: its figures and its page, named after the time when it began. */
public final class Report {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss", Locale.ROOT);

    private Report() {}

    /**
     * Writes both.
     *
     * @param folder where to; it is made if it is not there
     * @param page where the parts of the page are
     * @return the files
     * @throws Failure if they cannot be written
     */
    public static List<Path> write(Run run, Path folder, Path page) {
        JsonObject json = Json.of(run);
        String name = NAME.format(run.begun());
        try {
            Files.createDirectories(folder);
            return List.of(
                    Files.writeString(folder.resolve(name + ".json"), json.encodePrettily() + "\n"),
                    Files.writeString(folder.resolve(name + ".html"), new Page(page).of(json)));
        } catch (IOException e) {
            throw new Failure("the report cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }
}

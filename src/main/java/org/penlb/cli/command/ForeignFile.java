package org.penlb.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.config.json.ConfigContext;
import org.penlb.convert.NamedFiles;
import org.penlb.convert.Surroundings;
import org.penlb.service.OwnListeners;
import org.penlb.service.TlsCheck;
import org.penlb.system.ServiceNames;

/** A configuration of another program, and what is around it. */
final class ForeignFile {
    /** Larger than any configuration, and small enough to be read at once. */
    private static final int MOST_BYTES = 8 << 20;
    /** More certificates than a service is given. */
    private static final int MOST_FILES = 100_000;
    /** What is not said is not written, whatever machine this is: nobody can say so many clients or event loops. */
    private static final int UNSAID_CLIENTS = Integer.MAX_VALUE;

    private static final int UNSAID_LOOPS = 1_025;

    private final String name;
    private final Map<Path, SequencedSet<Path>> listings = new HashMap<>();

    ForeignFile(String name) {
        this.name = name;
    }

    /**
     * What is in it.
     *
     * @throws ConfigException if it cannot be read, or is no text
     */
    String read() {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException _) {
            throw new ConfigException(name + ": no such file");
        } catch (IOException | InvalidPathException e) {
            throw new ConfigException(name + ": cannot be read: " + e.getMessage());
        }
        if (bytes.length > MOST_BYTES) {
            throw new ConfigException(name + ": is larger than " + MOST_BYTES + " bytes");
        }
        for (int i = 0, line = 1; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw new ConfigException(name + ":" + line + ": is not text");
            }
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The same on every machine, but for files that are named. */
    Surroundings surroundings() {
        return new Surroundings(
                (_, _) -> UNSAID_CLIENTS,
                UNSAID_LOOPS,
                System.getenv()::get,
                new NamedFiles(
                        folder(), folder -> listings.computeIfAbsent(folder, ForeignFile::list), file -> text(file)),
                ForeignFile::judge);
    }

    /** What goes without saying in the file that is written. */
    static ConfigContext context() {
        return new ConfigContext(
                new ServerArguments(ServiceNames::port),
                (_, _) -> UNSAID_CLIENTS,
                UNSAID_LOOPS,
                Path.of(""),
                ConfigContext.SecretReader.NONE);
    }

    /** What a check looks at besides the text. */
    private static void judge(PenConfig config) {
        OwnListeners.check(config);
        TlsCheck.check(config, Clock.systemUTC());
    }

    /** The folder that it is in; whoever prints what is in it knows not where that goes, so it is named in full. */
    private Path folder() {
        return Objects.requireNonNullElse(Path.of(name).toAbsolutePath().getParent(), Path.of("/"));
    }

    private static SequencedSet<Path> list(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .sorted()
                    .limit(MOST_FILES)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        } catch (IOException | UncheckedIOException _) {
            return new LinkedHashSet<>(); // it is on another machine, or a file itself
        }
    }

    /** Only what is a file: a device or a FIFO may never end. */
    private static @Nullable String text(Path file) {
        try {
            return Files.isRegularFile(file) ? new ForeignFile(file.toString()).read() : null;
        } catch (ConfigException _) {
            return null; // it is on another machine
        }
    }
}

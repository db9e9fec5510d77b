package org.penlb.config.command;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.KeptFiles;
import org.penlb.config.PenBuilder;

/**
 * A file of commands, as {@code -F} and {@code include} name it: one a line. It is read as a whole before any of it is
 * carried out, so that a fault on its last line leaves everything as it was.
 */
public final class CommandFile {
    /** Of a file and all that it includes, as often as it does. */
    private static final int MAX_BYTES = 8 << 20;
    /** Files that include two of the next kind each double at every step: few files, an endless work. */
    private static final int MAX_FILES = 1000;
    /** Files that include each other are followed this deep. */
    private static final int MAX_DEPTH = 16;

    private static final Pattern INCLUDE = Pattern.compile("\\s*include\\s+(\\S+)\\s*");

    /** A change and where it stands. */
    private record Entry(String place, String line, Command.Change change) {}

    private final CommandParser parser;
    private final List<Entry> entries = new ArrayList<>();
    private final Deque<Path> open = new ArrayDeque<>();
    private int files;
    private long bytes;

    private CommandFile(CommandParser parser) {
        this.parser = parser;
    }

    /**
     * Reads a file and those that it includes.
     *
     * @throws ConfigException naming the file, the line, the command and what is wrong with it
     */
    public static CommandFile read(Path file, CommandParser parser) {
        var commands = new CommandFile(parser);
        commands.read(file);
        return commands;
    }

    /** The names of a file and of those that it includes, as far as they can be read. */
    public static Set<Path> names(Path file) {
        Set<Path> names = new LinkedHashSet<>();
        Deque<Path> ahead = new ArrayDeque<>(List.of(file));
        while (!ahead.isEmpty() && names.size() < MAX_FILES) {
            Path next = ahead.pop();
            if (names.add(next) && Files.isRegularFile(next)) { // a reader of another one may wait for ever
                try (Stream<String> lines = Files.lines(next)) {
                    lines.map(INCLUDE::matcher)
                            .filter(Matcher::matches)
                            .forEach(include -> ahead.add(next.resolveSibling(include.group(1))));
                } catch (IOException | UncheckedIOException | InvalidPathException _) {
                    // who reads it tells
                }
            }
        }
        return names;
    }

    /**
     * Carries out its commands in order.
     *
     * @throws ConfigException as {@link #read} does; the builder is of no use then
     */
    public void apply(PenBuilder pen) {
        for (Entry entry : entries) {
            try {
                Changes.apply(entry.change, pen);
            } catch (ConfigException e) {
                throw new ConfigException(entry.place + ": \"" + entry.line + "\"", e);
            }
        }
    }

    private void read(Path file) {
        Path real = file.toAbsolutePath().normalize();
        if (open.contains(real)) {
            throw new ConfigException("the file includes itself: " + file);
        }
        if (open.size() == MAX_DEPTH) {
            throw new ConfigException("files include each other more than " + MAX_DEPTH + " deep: " + file);
        }
        if (++files > MAX_FILES) {
            throw new ConfigException("more than " + MAX_FILES + " files are included: " + file);
        }
        open.push(real);
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String place = file + ":" + number;
            try {
                Command command = parser.parse(line);
                if (command instanceof Command.Include(String included)) {
                    read(file.resolveSibling(included));
                } else {
                    Command.Change change = parser.parseChange(line);
                    if (change instanceof Command.AddServers) {
                        throw new ConfigException("a file is read again and again (expected: server N address ...)");
                    }
                    if (change != null) {
                        entries.add(new Entry(place, line.strip(), change));
                    }
                }
            } catch (ConfigException e) {
                throw new ConfigException(place + ": \"" + shortened(line) + "\"", e);
            }
        }
        open.pop();
    }

    private static String shortened(String line) {
        String text = line.strip();
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }

    private List<String> lines(Path file) {
        try {
            byte[] kept = KeptFiles.bytes(file);
            if (kept == null && !Files.isRegularFile(file) && Files.exists(file)) {
                throw new ConfigException("\"" + file + "\" is not a regular file");
            }
            long size = kept == null ? Files.size(file) : kept.length;
            bytes += size;
            if (bytes > MAX_BYTES) {
                throw new ConfigException("\"" + file + "\": " + bytes + " bytes"
                        + (bytes > size ? ", with the files before it," : "") + " are more than " + MAX_BYTES);
            }
            return text(file, kept, (int) size).lines().toList();
        } catch (NoSuchFileException _) {
            throw ConfigException.passing("\"" + file + "\": no such file");
        } catch (AccessDeniedException _) {
            throw ConfigException.passing("\"" + file + "\": permission denied");
        } catch (CharacterCodingException _) {
            throw new ConfigException("\"" + file + "\" is not a text file in UTF-8");
        } catch (IOException e) {
            throw ConfigException.passing("\"" + file + "\": " + e.getMessage());
        }
    }

    /**
     * Reads no more than the file is said to hold: those of /proc hold nothing, and some of them never end, or make a reader
     * wait for ever.
     *
     * @param kept what is in it, if that is known already
     */
    private static String text(Path file, byte @Nullable [] kept, int size) throws IOException {
        try (InputStream in = kept == null ? Files.newInputStream(file) : new ByteArrayInputStream(kept)) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readNBytes(size)))
                    .toString();
        }
    }
}

package org.penlb.convert.nginx;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.penlb.config.ConfigException;
import org.penlb.convert.Ledger;
import org.penlb.convert.NamedFiles;
import org.penlb.convert.Notes;

/** Puts the files that {@code include} names in its place, as nginx does. */
final class NginxIncludes {
    private static final int MOST_NESTED = 8;
    /** In all; an include may name a file that includes it. */
    private static final int MOST_FILES = 1_000;

    private final NamedFiles files;
    private final Notes notes;
    private final Ledger ledger;
    private int read;

    NginxIncludes(NamedFiles files, Notes notes, Ledger ledger) {
        this.files = files;
        this.notes = notes;
        this.ledger = ledger;
    }

    /**
     * These directives, with those of included files among them.
     */
    List<Directive> in(List<Directive> directives) {
        return in(directives, 0);
    }

    private List<Directive> in(List<Directive> directives, int depth) {
        List<Directive> all = new ArrayList<>();
        for (Directive directive : directives) {
            List<Directive> block = directive.block();
            if (directive.name().equals("include") && block == null) {
                all.addAll(included(directive, depth));
            } else if (block == null) {
                all.add(directive);
            } else if (NginxConverter.isOfOthers(directive)) {
                all.add(new Directive(directive.place(), directive.words(), ofOthers(block, depth)));
            } else {
                all.add(new Directive(directive.place(), directive.words(), in(block, depth)));
            }
        }
        return all;
    }

    /** What is carried over in no case is looked into only to tell how much that is. */
    private List<Directive> ofOthers(List<Directive> block, int depth) {
        var inside = new NginxIncludes(files, new Notes(), new Ledger());
        inside.read = read;
        try {
            return inside.in(block, depth);
        } catch (ConfigException _) {
            return block;
        } finally {
            read = inside.read;
        }
    }

    private List<Directive> included(Directive include, int depth) {
        String name = include.argument();
        boolean isPattern = name.matches("(?s).*[*?\\[].*");
        List<Directive> all = new ArrayList<>();
        for (Path path : paths(include, name, isPattern)) {
            if (depth >= MOST_NESTED) {
                notes.missing(
                        include.place(), include.text(), "includes are followed " + MOST_NESTED + " deep at most");
                continue;
            }
            if (read >= MOST_FILES) {
                notes.missing(include.place(), include.text(), MOST_FILES + " files are read at most");
                continue;
            }
            read++;
            String text = files.read(path);
            if (text != null) {
                ledger.carried(include);
                all.addAll(in(NginxParser.parse(path.toString(), text), depth + 1));
            } else if (isPattern) {
                notes.missing(include.place(), include.text(), path + " cannot be read here");
            } else {
                notes.missing(include.place(), include.text(), "no such file is here (convert it where the file is)");
            }
        }
        return all;
    }

    /** The files of a name; those of a pattern are there. */
    private List<Path> paths(Directive include, String name, boolean isPattern) {
        Path path;
        try {
            path = files.of(name);
        } catch (ConfigException e) {
            throw include.place().error(e);
        }
        if (!isPattern) {
            return List.of(path);
        }
        Path folder = path.getParent();
        try {
            var matcher = FileSystems.getDefault().getPathMatcher("glob:" + path.getFileName());
            List<Path> found = files.in(folder == null ? path : folder).stream()
                    .filter(file -> matcher.matches(file.getFileName()))
                    .toList();
            if (found.isEmpty()) {
                notes.not(
                        include.place(),
                        include.text(),
                        "no file of such a name is here (if there are any, convert it there)");
            }
            return found;
        } catch (PatternSyntaxException e) {
            throw include.error("\"" + name + "\" is no pattern of files (" + e.getDescription() + ")");
        }
    }
}

package org.penlb.convert.nginx;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
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
                all.add(new Directive(directive.place(), directive.words(), ofOthers(block)));
            } else {
                all.add(new Directive(directive.place(), directive.words(), in(block, depth)));
            }
        }
        return all;
    }

    /** What is carried over in no case is looked into only to tell how much that is. */
    private List<Directive> ofOthers(List<Directive> block) {
        try {
            return new NginxIncludes(files, new Notes(), new Ledger()).in(block);
        } catch (ConfigException _) {
            return block;
        }
    }

    private List<Directive> included(Directive include, int depth) {
        String name = include.argument();
        List<Path> paths = name.contains("$") ? List.of() : paths(include, name);
        if (paths == null) {
            notes.missing(include.place(), include.text(), "no such file is here (convert it where the file is)");
            return List.of();
        }
        List<Directive> all = new ArrayList<>();
        for (Path path : paths) {
            String text = depth < MOST_NESTED && read < MOST_FILES ? files.read(path) : null;
            read++;
            if (text == null) {
                notes.missing(include.place(), include.text(), path + " cannot be read here");
            } else {
                all.addAll(in(NginxParser.parse(path.toString(), text), depth + 1));
            }
        }
        if (!paths.isEmpty()) {
            ledger.carried(include);
        }
        return all;
    }

    /** The files of a name, which may be a pattern; null if there is none although there must be. */
    private @Nullable List<Path> paths(Directive include, String name) {
        Path path;
        try {
            path = files.of(name);
        } catch (ConfigException e) {
            throw include.place().error(e);
        }
        Path folder = path.getParent();
        if (!name.matches(".*[*?\\[].*")) {
            return files.read(path) == null ? null : List.of(path);
        }
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

package org.penlb.config.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Parses YAML into what JSON can say. Plain words are what YAML 1.2's core schema makes of them: {@code off} is text and
 * so is {@code 0600}, while {@code true} is a boolean.
 */
final class YamlText {
    /** Aliases can stand for each other many times over: a few lines for millions of values. */
    private static final int MOST_VALUES = 2_000_000;

    private static final int DEEPEST = 100;

    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern REAL = Pattern.compile("[-+]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private static final Pattern DUPLICATE = Pattern.compile("found duplicate key (.*)");

    /** Which plain words are not text. */
    private static final class CoreWords extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
            addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, REAL, "-+0123456789");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }

    private final String name;
    private int values;

    private YamlText(String name) {
        this.name = name;
    }

    /**
     * @throws ConfigException with line and column
     */
    static JsonObject parse(String text, String name) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(Integer.MAX_VALUE); // whoever read the text has bounded it
        var dumper = new DumperOptions();
        var yaml = new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options, new CoreWords());
        Object document;
        try {
            document = yaml.load(text);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            int column = e.getProblemMark() == null ? 1 : e.getProblemMark().getColumn() + 1;
            throw new ConfigException(name + ":" + line + ":" + column + ": " + reason(e.getContext(), e.getProblem()));
        } catch (YAMLException e) {
            throw new ConfigException(name + ":1:1: " + reason(null, e.getMessage()));
        } catch (NumberFormatException | ClassCastException _) {
            // What the library lets slip of its own: escapes without digits, tags on what they do not fit.
            throw new ConfigException(
                    name + ":1:1: is not YAML: an escape without its digits, or a tag on a value of another type");
        }
        if (document instanceof Map<?, ?> map) {
            return new YamlText(name).object(map, 1);
        }
        throw new ConfigException(name + ":1:1: "
                + (document == null ? "nothing is there" : "this is no object")
                + " (expected: keys with their values)");
    }

    private static String reason(@Nullable String context, @Nullable String problem) {
        if (problem == null) {
            return "no YAML";
        }
        Matcher duplicate = DUPLICATE.matcher(problem);
        if (duplicate.matches()) {
            return "the key " + Found.shown(duplicate.group(1)) + " is there twice (expected: once)";
        }
        String whole = context != null && problem.startsWith("but ") ? context + ", " + problem : problem;
        return Found.oneLine(whole);
    }

    private JsonObject object(Map<?, ?> map, int depth) {
        var object = new JsonObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = String.valueOf(entry.getKey()); // the number of an access list is a number
            if (object.containsKey(key)) {
                throw new ConfigException(name + ":1:1: the key " + Found.shown(key) + " is there twice");
            }
            object.put(key, value(entry.getValue(), depth + 1));
        }
        return object;
    }

    private @Nullable Object value(@Nullable Object value, int depth) {
        values++;
        if (depth > DEEPEST || values > MOST_VALUES) {
            throw new ConfigException(name + ":1:1: values within values without an end, or nearly so");
        }
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> object(map, depth);
            case List<?> list -> {
                var array = new JsonArray();
                for (Object item : list) {
                    array.add(value(item, depth + 1));
                }
                yield array;
            }
            case String text -> text;
            case Boolean flag -> flag;
            case Number number -> number;
            default -> throw new ConfigException(name + ":1:1: a value that JSON does not have");
        };
    }
}

package org.penlb.config.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/** Parses JSON as RFC 8259 has it, without comments; each key may be there once in its object. */
final class JsonText {
    /** Of the keys that there are, no object has a hundredth; a file of junk is told at once, and not read to its end. */
    static final int MOST_KEYS = 200_000;

    /** In all: keys, entries of lists, values within values. */
    static final int MOST_VALUES = 2_000_000;

    /** Objects and lists within each other. */
    static final int DEEPEST = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** How the parser says where something began. */
    private static final Pattern START =
            Pattern.compile(" \\(start marker at \\[Source: [^;]*; line: ([0-9]+), column: ([0-9]+)]\\)");

    private static final Pattern SOURCE = Pattern.compile(" \\([^()]*\\[Source: .*]\\)");
    private static final Pattern CHARACTER = Pattern.compile("^Unexpected character \\('(.)' \\(code [^)]*\\)\\)");

    /** Words that are no JSON are not shown: one of them may be a token that lacks its quotation marks. */
    private static final Pattern WORD = Pattern.compile("(?s)Unrecognized token '.*");

    private static final Pattern DUPLICATE = Pattern.compile("(?s)Duplicate field '(.*)'");

    private final JsonParser parser;
    private final String name;
    private int values;

    private JsonText(JsonParser parser, String name) {
        this.parser = parser;
        this.name = name;
    }

    /**
     * @throws ConfigException with line and column
     */
    static JsonObject parse(String text, String name) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (JsonParser parser = FACTORY.createParser(plain)) {
            return new JsonText(parser, name).document();
        } catch (JsonProcessingException e) {
            throw error(name, e.getLocation(), reason(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text in memory is always read
        }
    }

    private static ConfigException error(String name, @Nullable JsonLocation location, String reason) {
        int line = location == null ? 1 : Math.max(1, location.getLineNr());
        int column = location == null ? 1 : Math.max(1, location.getColumnNr());
        return new ConfigException(name + ":" + line + ":" + column + ": " + reason);
    }

    private static String reason(String message) {
        String text = START.matcher(message).replaceAll(" (it begins at line $1, column $2)");
        text = CHARACTER.matcher(SOURCE.matcher(text).replaceAll("")).replaceAll("unexpected '$1'");
        if (text.startsWith("unexpected '/'")) {
            return "unexpected '/': JSON has no comments (YAML has)";
        }
        if (WORD.matcher(text).matches()) {
            return "a word that is no JSON (expected: true, false, null, a number, or text in double quotes)";
        }
        Matcher duplicate = DUPLICATE.matcher(text);
        if (duplicate.matches()) {
            return "the key " + Found.shown(duplicate.group(1)) + " is there twice (expected: once)";
        }
        return Found.oneLine(text);
    }

    private JsonObject document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw error(name, null, "nothing is there (expected: a JSON object)");
        }
        if (first != JsonToken.START_OBJECT) {
            throw error(name, parser.currentTokenLocation(), "this is no object (expected: {...})");
        }
        JsonObject document = object(1);
        if (parser.nextToken() != null) {
            throw error(name, parser.currentTokenLocation(), "something follows the end of the object");
        }
        return document;
    }

    private JsonObject object(int depth) throws IOException {
        var object = new JsonObject();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            object.put(key, value(depth + 1));
            if (object.size() > MOST_KEYS) {
                throw error(name, parser.currentTokenLocation(), "more than " + MOST_KEYS + " keys in one object");
            }
        }
        return object;
    }

    private @Nullable Object value(int depth) throws IOException {
        if (depth > DEEPEST) {
            throw error(name, parser.currentTokenLocation(), "values within values, more than " + DEEPEST + " deep");
        }
        if (++values > MOST_VALUES) {
            throw error(name, parser.currentTokenLocation(), "more than " + MOST_VALUES + " values");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> {
                var list = new JsonArray();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(depth + 1));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }
}

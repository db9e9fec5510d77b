package org.penlb.load.report;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.penlb.load.process.Failure;

/** A run as a page that needs nothing but itself: styles, scripts and figures are in it. */
public final class Page {
    /** What the parts of {@code load-tests/page/page.html} are called in it. */
    private static final Pattern PART = Pattern.compile("\\{\\{([a-z.]+)}}");

    private static final Pattern SOURCE_MAP = Pattern.compile("//# sourceMappingURL=\\S*");

    private final Path folder;

    /**
     * @param folder where page.html, page.css and page.js are
     */
    public Page(Path folder) {
        this.folder = folder;
    }

    /** The page. */
    public String of(JsonObject run) {
        return PART.matcher(read("page.html"))
                .replaceAll(part -> Matcher.quoteReplacement(
                        switch (part.group(1)) {
                            case "style" -> read("page.css");
                            case "chart.js" -> script(chart());
                            case "script" -> script(read("page.js"));
                            case "run" -> data(run);
                            default -> throw new Failure("page.html: no part is called " + part.group(1));
                        }));
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No text in a script may look like its end. */
    private static String script(String code) {
        return code.replace("</script", "<\\/script");
    }

    /** JSON inside of a script element: names and messages of programs must not end it, nor begin a comment. */
    static String data(JsonObject run) {
        return run.encode().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    /** Chart.js, of the version that is on the class path; without the note where its source is, which a browser might fetch. */
    private static String chart() {
        var properties = new Properties();
        try (Reader in = new StringReader(resource("META-INF/maven/org.webjars.npm/chart.js/pom.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SOURCE_MAP
                .matcher(resource("META-INF/resources/webjars/chart.js/" + properties.getProperty("version")
                        + "/dist/chart.umd.js"))
                .replaceAll("");
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new Failure("chart.js is not on the class path: no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

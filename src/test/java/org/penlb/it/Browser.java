package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.penlb.testing.Await;

/** Chromium without a window, the installed one: nothing is fetched. It stands for an operator at the page. */
final class Browser implements AutoCloseable {
    /** The one that the next page is opened in: starting one takes longer than most of what is done with it. */
    private static final AtomicReference<@Nullable ChromeDriver> RESTING = new AtomicReference<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ChromeDriver resting = RESTING.getAndSet(null);
            if (resting != null) {
                resting.quit();
            }
        }));
    }

    /** Between two looks at the page: each is work for three processes. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** What the log of the network says of a request, among much that it says of answers. */
    private static final String ASKED = "\"Network.requestWillBeSent\"";

    private final ChromeDriver driver;
    private final List<String> console = new ArrayList<>();
    private final Set<String> hosts = new TreeSet<>();

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /**
     * Opens a page, or ends the test as skipped if there is no Chromium.
     *
     * @param width of the window in CSS pixels; one below 600 is a phone
     * @param scheme what the system prefers: light or dark
     */
    static Browser open(URI page, int width, int height, String scheme) {
        ChromeDriver resting = RESTING.getAndSet(null);
        var browser = new Browser(resting == null ? start() : resting);
        try {
            // What an earlier page said and asked is nobody's.
            browser.console();
            browser.hosts();
            browser.console.clear();
            browser.hosts.clear();
            browser.look(width, height, scheme);
            browser.driver.get(page.toString());
        } catch (RuntimeException e) {
            browser.driver.quit();
            throw e;
        }
        return browser;
    }

    private static ChromeDriver start() {
        String chromium = Program.find("chromium", "chromium");
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(Program.find("chromedriver", "chromium-driver")))
                .usingAnyFreePort()
                .build();
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        var options = new ChromeOptions();
        options.setBinary(chromium);
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars");
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return new ChromeDriver(service, options);
    }

    /** A window of this size, on a system that prefers this colour scheme. */
    void look(int width, int height, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Returns when the condition holds. What vanishes while it is looked at is looked for again. */
    void await(String what, Predicate<Browser> condition) {
        try {
            new WebDriverWait(driver, Await.LONG, PAUSE)
                    .ignoring(StaleElementReferenceException.class)
                    .until(_ -> condition.test(this));
        } catch (org.openqa.selenium.TimeoutException e) {
            throw new AssertionError("not within " + Await.LONG + ": " + what + "; the page says: " + text("body"), e);
        }
    }

    /** Returns when the element shows a text with this in it. */
    void awaitText(String css, String part) {
        await(css + " says " + part, _ -> text(css).contains(part));
    }

    /** The text of the first such element as it is in the document; "" if there is none. */
    String text(String css) {
        Object text = script("return document.querySelector(arguments[0])?.textContent ?? ''", css);
        return String.valueOf(text);
    }

    /** An attribute of the first such element; "" if there is none. */
    String attribute(String css, String name) {
        Object value =
                script("return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? ''", css, name);
        return String.valueOf(value);
    }

    int number(String css) {
        return ((Number) Objects.requireNonNull(script("return document.querySelectorAll(arguments[0]).length", css)))
                .intValue();
    }

    @Nullable
    Object script(String source, Object... arguments) {
        return driver.executeScript(source, arguments);
    }

    WebElement element(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** Presses the element once it can be pressed. */
    void click(String css) {
        press(css + " can be pressed", By.cssSelector(css));
    }

    /** Presses the button with this text. */
    void button(String text) {
        press("a button says " + text, By.xpath("//button[normalize-space()='" + text + "']"));
    }

    /** Presses the first of them that can be seen. One that the page draws anew at that moment is not pressed, but its heir. */
    private void press(String what, By by) {
        await(what, _ -> {
            Optional<WebElement> seen = driver.findElements(by).stream()
                    .filter(WebElement::isDisplayed)
                    .findFirst();
            seen.ifPresent(WebElement::click);
            return seen.isPresent();
        });
    }

    void type(String css, String text) {
        await(css + " can be typed into", _ -> number(css) > 0 && element(css).isDisplayed());
        WebElement field = element(css);
        field.clear();
        field.sendKeys(text);
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Goes on with Tab until this element has the focus. */
    void tabTo(String css) {
        for (int presses = 0; presses < 120; presses++) {
            if (Boolean.TRUE.equals(script("return document.activeElement.matches(arguments[0])", css))) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("Tab does not lead to " + css + ", but to "
                + script("return document.activeElement.outerHTML.slice(0, 200)"));
    }

    /** What the console said so far that is a warning or worse. */
    List<String> console() {
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                console.add(entry.getLevel() + " " + entry.getMessage());
            }
        }
        return List.copyOf(console);
    }

    /** The authorities ({@code host:port}) that anything was asked of over the network so far. */
    Set<String> hosts() {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            // Each overview is in there as well, and is not taken apart.
            if (entry.getMessage().contains(ASKED)) {
                asked(new JsonObject(entry.getMessage()).getJsonObject("message"));
            }
        }
        return Set.copyOf(hosts);
    }

    private void asked(JsonObject message) {
        if (message.getString("method").equals("Network.requestWillBeSent")) {
            URI asked = URI.create(message.getJsonObject("params")
                    .getJsonObject("request")
                    .getString("url")
                    .replaceFirst("#.*", ""));
            if (!Set.of("data", "blob", "about").contains(asked.getScheme())) {
                hosts.add(asked.getAuthority());
            }
        }
    }

    /** What axe-core finds that is serious or worse: rule, element, what to do. */
    List<String> faults() {
        return faults("");
    }

    /** What its rules of colours find; the others are about what the document says, in whatever colours. */
    List<String> faultsOfColour() {
        return faults("runOnly: ['color-contrast', 'link-in-text-block'], ");
    }

    private List<String> faults(String rules) {
        if (!Boolean.TRUE.equals(script("return 'axe' in window"))) {
            driver.executeScript(axe());
        }
        driver.manage().timeouts().scriptTimeout(Await.LONG);
        Object found = driver.executeAsyncScript("const done = arguments[0];"
                + "axe.run(document, {" + rules
                + "resultTypes: ['violations']}).then(result => done(JSON.stringify(result.violations)),"
                + " failure => done(JSON.stringify([{id: String(failure), impact: 'critical', nodes: []}])))");
        var faults = new ArrayList<String>();
        var violations = new JsonArray(String.valueOf(found));
        for (int i = 0; i < violations.size(); i++) {
            JsonObject violation = violations.getJsonObject(i);
            if (Set.of("serious", "critical").contains(violation.getString("impact"))) {
                faults.add(violation.getString("id") + ": " + places(violation.getJsonArray("nodes")));
            }
        }
        return faults;
    }

    private static String places(JsonArray nodes) {
        var places = new ArrayList<String>();
        for (int i = 0; i < Math.min(5, nodes.size()); i++) {
            JsonObject node = nodes.getJsonObject(i);
            places.add(node.getJsonArray("target").encode() + " " + node.getString("failureSummary"));
        }
        return String.join("; ", places).replace('\n', ' ');
    }

    private static String axe() {
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"), "axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps a picture of what is seen, in {@code target/page}. */
    void picture(String name) {
        keep(name + ".png", driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Keeps a line beside the pictures: what was measured, and is not judged. */
    void note(String name, String line) {
        keep(name + ".txt", (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void keep(String name, byte[] content) {
        try {
            Path folder = Files.createDirectories(
                    Path.of(Objects.requireNonNull(System.getProperty("pen.home")), "target", "page"));
            Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails if the console complained, or if anything was asked of another host than the page's. */
    void assertQuiet() {
        assertThat(console()).as("console").isEmpty();
        assertThat(hosts())
                .as("who was asked")
                .containsExactly(URI.create(Objects.requireNonNull(driver.getCurrentUrl()))
                        .getAuthority());
    }

    /** Leaves the page. Nothing of it stays: each page has a port of its own, and so its own storage. */
    @Override
    public void close() {
        try {
            driver.get("about:blank");
            driver.manage().deleteAllCookies();
            if (driver.getWindowHandles().size() == 1 && RESTING.compareAndSet(null, driver)) {
                return;
            }
        } catch (RuntimeException _) {
            // not fit for another page
        }
        driver.quit();
    }
}

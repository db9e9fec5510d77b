import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What the tests of a build did, read from the XML reports of Surefire and Failsafe: which failed, which were skipped
 * and why, and the counts as the last line. Run by bin/check as a source file: {@code java TestReport.java --build STATUS
 * [--no-skip] FOLDER...}; bin/check --help says what the exit status means.
 */
final class TestReport {
    /** A long test is skipped by choice, in every run but those with --long. */
    private static final String LONG = "long:";

    private int passed;
    private final List<String> failed = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> forbidden = new ArrayList<>();

    public static void main(String[] args) throws IOException, XMLStreamException {
        int build = 0;
        boolean noSkip = false;
        TestReport report = new TestReport();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--build" -> build = Integer.parseInt(args[++i]);
                case "--no-skip" -> noSkip = true;
                default -> report.readFolder(Path.of(args[i]));
            }
        }
        System.exit(report.print(build != 0, noSkip));
    }

    private void readFolder(Path folder) throws IOException, XMLStreamException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (var found = Files.list(folder)) {
            files = found.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            readFile(file);
        }
    }

    private void readFile(Path file) throws IOException, XMLStreamException {
        try (var in = Files.newInputStream(file)) {
            XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
            String suite = "";
            int tests = 0;
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (xml.getLocalName()) {
                    case "testsuite" -> suite = xml.getAttributeValue(null, "name");
                    case "testcase" -> {
                        readTest(xml, suite);
                        tests++;
                    }
                    default -> {}
                }
            }
            // All that Surefire writes of a class whose @BeforeAll does not let its tests begin.
            if (tests == 0) {
                skip(suite, "the whole class, before its first test; the report does not say why");
            }
        }
    }

    private void readTest(XMLStreamReader xml, String suite) throws XMLStreamException {
        String given = xml.getAttributeValue(null, "classname");
        String name = xml.getAttributeValue(null, "name");
        // jqwik's tests come without their package.
        String test = (given.contains(".") ? given : suite) + (name.isEmpty() ? "" : "." + name);
        String outcome = "";
        String message = "";
        while (!(xml.next() == XMLStreamConstants.END_ELEMENT
                && xml.getLocalName().equals("testcase"))) {
            if (xml.isStartElement() && List.of("skipped", "failure", "error").contains(xml.getLocalName())) {
                outcome = xml.getLocalName();
                message = readMessage(xml);
            }
        }
        switch (outcome) {
            case "" -> passed++;
            case "skipped" -> skip(test, reason(message));
            default -> failed.add(test + ": " + start(message));
        }
    }

    /** An assumption's message is not in the attribute, only in front of its stack trace. */
    private static String readMessage(XMLStreamReader xml) throws XMLStreamException {
        String attribute = xml.getAttributeValue(null, "message");
        String type = xml.getAttributeValue(null, "type");
        String text = xml.getElementText();
        if (attribute != null && !attribute.isBlank()) {
            return oneLine(attribute);
        }
        String message = oneLine(text.split("\\R\\s+at ", 2)[0]);
        return type != null && message.startsWith(type + ":")
                ? message.substring(type.length() + 1).strip()
                : message;
    }

    private void skip(String test, String reason) {
        skipped.add(test + ": " + reason);
        if (!reason.startsWith(LONG)) {
            forbidden.add(test);
        }
    }

    /** Takes off what JUnit puts before a reason: "Assumption failed: ", or the condition and an arrow. */
    private static String reason(String message) {
        String bare = message.replaceFirst("^Assumption failed: ", "");
        int arrow = bare.lastIndexOf(" ==> ");
        return bare.isEmpty() ? "no reason given" : arrow < 0 ? bare : bare.substring(arrow + " ==> ".length());
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String start(String line) {
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }

    private int print(boolean buildFailed, boolean noSkip) {
        System.out.println();
        list("Failed:", failed);
        list("Skipped:", skipped);
        boolean noneRan = passed + failed.size() + skipped.size() == 0;
        if (buildFailed && failed.isEmpty()) {
            System.out.println("The build failed, though no test did: Maven says above why.");
        } else if (noneRan) {
            System.out.println("No test ran.");
        } else if (noSkip && !forbidden.isEmpty()) {
            System.out.println("Skipping is forbidden here (--no-skip), but " + forbidden.size()
                    + " of the tests above were skipped without \"" + LONG + "\" as the reason.");
        }
        System.out.printf("%d passed, %d failed, %d skipped%n", passed, failed.size(), skipped.size());
        if (buildFailed || noneRan || !failed.isEmpty()) {
            return 1;
        }
        return noSkip && !forbidden.isEmpty() ? 4 : 0;
    }

    private static void list(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            System.out.println(title);
            lines.forEach(line -> System.out.println("  " + line));
            System.out.println();
        }
    }
}

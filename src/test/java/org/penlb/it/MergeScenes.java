package org.penlb.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The golden file of mergelogs: scenes with options, pen's log, servers' logs and what comes of them. A line that only
 * Debian's mergelogs writes is marked with {@code -}, one that only ours does with {@code +}.
 */
final class MergeScenes {
    static final Path GOLDEN = Path.of("src/test/resources/golden/mergelogs.txt");

    private MergeScenes() {}

    /** Logs that are to be merged, a line of each without its end; servers may have several. */
    record Logs(List<String> options, List<String> pen, List<String> servers, List<List<String>> lines) {
        /**
         * Writes them as files.
         *
         * @param before lines that the first server's log begins with
         * @return the arguments for mergelogs
         */
        List<String> write(Path folder, List<String> before) throws IOException {
            List<String> arguments = new ArrayList<>(options);
            arguments.addAll(
                    List.of("-p", writeFile(folder.resolve("pen.log"), pen).toString()));
            for (int i = 0; i < servers.size(); i++) {
                List<String> all = Stream.concat(i == 0 ? before.stream() : Stream.empty(), lines.get(i).stream())
                        .toList();
                arguments.add(servers.get(i) + ":" + writeFile(folder.resolve("web" + i + ".log"), all));
            }
            return arguments;
        }

        private static Path writeFile(Path file, List<String> lines) throws IOException {
            return Files.write(file, lines, StandardCharsets.ISO_8859_1);
        }
    }

    /** Who merges; the result is the lines without their ends. */
    interface Merging {
        List<String> merge(Logs logs) throws IOException, InterruptedException;
    }

    static String recorded() throws IOException {
        return Files.readString(GOLDEN, StandardCharsets.ISO_8859_1);
    }

    static void record(String text) throws IOException {
        Files.writeString(GOLDEN, text, StandardCharsets.ISO_8859_1);
    }

    /** The golden file as it would be if Debian's mergelogs merged like this. */
    static String withDebians(Merging debians) throws IOException, InterruptedException {
        return with(debians, '+', '-');
    }

    /** The golden file as it would be if ours merged like this. */
    static String withOurs(Merging ours) throws IOException, InterruptedException {
        return with(ours, '-', '+');
    }

    private static String with(Merging merging, char recordedMark, char askedMark)
            throws IOException, InterruptedException {
        var text = new StringBuilder();
        Map<String, List<String>> sections = new LinkedHashMap<>();
        String section = "";
        for (String line : recorded().lines().toList()) {
            if (section.equals("merged") && !line.isEmpty()) {
                sections.get(section).add(line);
                continue;
            }
            if (section.equals("merged")) {
                text.append(merged(merging.merge(logs(sections)), sections.get(section), recordedMark, askedMark));
                sections.clear();
                section = "";
            }
            text.append(line).append('\n');
            if (line.startsWith("== ") || line.startsWith("> ")) {
                section = line.startsWith("> ") ? line.substring(2) : "==";
                while (sections.containsKey(section)) {
                    section += " "; // another log of the same server
                }
                sections.put(section, new ArrayList<>());
            } else if (!section.isEmpty() && !line.isEmpty()) {
                sections.get(section).add(line);
            }
        }
        return text.toString();
    }

    private static Logs logs(Map<String, List<String>> sections) {
        List<String> options = new ArrayList<>();
        List<String> servers = new ArrayList<>();
        List<List<String>> lines = new ArrayList<>();
        sections.forEach((name, content) -> {
            if (name.equals("options")) {
                content.forEach(line -> options.addAll(List.of(line.split(" "))));
            } else if (!List.of("==", "pen", "merged").contains(name)) {
                servers.add(name.strip());
                lines.add(content);
            }
        });
        return new Logs(options, sections.getOrDefault("pen", List.of()), servers, lines);
    }

    /** Line by line: as one if both write the same, else one of each. */
    private static String merged(List<String> asked, List<String> recorded, char recordedMark, char askedMark) {
        List<String> others = recorded.stream()
                .filter(line -> line.charAt(0) != askedMark)
                .map(line -> line.charAt(0) == recordedMark ? line.substring(2) : line)
                .toList();
        List<String> theirs = recordedMark == '-' ? others : asked;
        List<String> ours = recordedMark == '-' ? asked : others;
        var text = new StringBuilder();
        for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
            String their = i < theirs.size() ? theirs.get(i) : "";
            String our = i < ours.size() ? ours.get(i) : "";
            if (their.equals(our)) {
                text.append(our).append('\n');
            } else {
                text.append(their.isEmpty() ? "" : "- " + their + "\n").append(our.isEmpty() ? "" : "+ " + our + "\n");
            }
        }
        return text.toString();
    }
}

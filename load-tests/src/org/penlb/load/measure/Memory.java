package org.penlb.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.penlb.load.process.Failure;

/**
 * The memory of processes, in KiB.
 *
 * @param resident RSS: what each has resident, pages that several share counted for each
 * @param proportional PSS: shared pages divided among those who share them
 */
public record Memory(long resident, long proportional) {
    private static final Pattern RSS = Pattern.compile("^Rss:\\s+(\\d+) kB", Pattern.MULTILINE);
    private static final Pattern PSS = Pattern.compile("^Pss:\\s+(\\d+) kB", Pattern.MULTILINE);

    /**
     * What these processes have now.
     *
     * @throws Failure if one of them is gone, or is another user's
     */
    public static Memory of(Collection<Long> pids) {
        return pids.stream().map(Memory::of).reduce(new Memory(0, 0), Memory::plus);
    }

    private static Memory of(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
        } catch (IOException e) {
            throw new Failure("the memory of process " + pid + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What {@code /proc/PID/smaps_rollup} says. */
    static Memory parse(String rollup) {
        return new Memory(number(RSS, rollup), number(PSS, rollup));
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new Failure("smaps_rollup: no " + pattern + " in " + text);
        }
        return Long.parseLong(found.group(1));
    }

    private Memory plus(Memory other) {
        return new Memory(resident + other.resident, proportional + other.proportional);
    }
}

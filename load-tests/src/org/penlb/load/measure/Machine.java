package org.penlb.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a run was made on. Figures of different machines say nothing about each other. */
public final class Machine {
    private static final Path GOVERNOR = Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");

    private static final Path CONGESTION_CONTROL = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

    private Machine() {}

    /** How many processors there are. */
    public static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** What is known about it, by name; what cannot be found out is left out. */
    public static Map<String, String> description() {
        var all = new LinkedHashMap<String, String>();
        find(Path.of("/proc/cpuinfo"), "(?m)^model name\\s*: (.+)$").ifPresent(model -> all.put("CPU", model));
        all.put("cores", String.valueOf(cores()));
        find(Path.of("/proc/meminfo"), "MemTotal:\\s+(\\d+) kB")
                .ifPresent(kib -> all.put("memory", (Long.parseLong(kib) >> 10) + " MiB"));
        all.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        find(CONGESTION_CONTROL, "(\\S+)").ifPresent(control -> all.put("congestion control", control));
        find(GOVERNOR, "(\\S+)").ifPresent(governor -> all.put("governor", governor));
        all.put("load before", find(Path.of("/proc/loadavg"), "^(\\S+)").orElse("unknown"));
        all.put("JVM", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return all;
    }

    private static Optional<String> find(Path file, String pattern) {
        try {
            Matcher found = Pattern.compile(pattern).matcher(Files.readString(file));
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // this kernel does not tell
        }
    }
}

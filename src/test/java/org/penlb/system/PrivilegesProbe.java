package org.penlb.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A program for {@link PrivilegesIT}: becomes nobody but for the capabilities that its arguments name, and tells of each thread. */
final class PrivilegesProbe {
    private PrivilegesProbe() {}

    public static void main(String[] args) throws Exception {
        Set<Capability> kept = EnumSet.noneOf(Capability.class);
        List.of(args).forEach(name -> kept.add(Capability.valueOf(name)));
        try (var privileges = new Privileges()) {
            Account nobody = Account.named("nobody").orElseThrow();
            System.out.println("left: " + privileges.become(nobody, kept));
        }
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            tasks.forEach(PrivilegesProbe::tell);
        }
    }

    private static void tell(Path task) {
        try {
            Files.readAllLines(task.resolve("status")).stream()
                    .filter(line -> line.startsWith("Cap") || line.startsWith("NoNewPrivs"))
                    .forEach(System.out::println);
        } catch (IOException _) {
            // it has ended
        }
    }
}

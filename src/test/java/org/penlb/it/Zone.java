package org.penlb.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The zone of a DNS server.
 *
 * @param name such as {@code example.test}
 * @param records in the format of zone files, relative to the name
 */
record Zone(String name, String records) {
    static final String EXAMPLE = "example.test";
    static final String SIGNED = "signed.test";

    /** More than the 1232 bytes that clients take by default, less than 4096. */
    private static final String BIG = strings(20);
    /** More than 4096 bytes. */
    private static final String HUGE = strings(60);

    private static String strings(int count) {
        return "\"%s\" ".formatted("0123456789".repeat(10)).repeat(count);
    }

    /**
     * A zone to ask for: {@code whoami} has the server's name as its text, {@code www} an address, {@code hostN} the
     * address 192.0.2.N, {@code big} a text of 2 KiB, {@code huge} one of 6 KiB.
     *
     * @param server the name of the server that has it
     */
    static Zone of(String server) {
        return new Zone(EXAMPLE, common() + "whoami 0 TXT \"" + server + "\"\n");
    }

    private static String common() {
        var records = new StringBuilder("""
                $TTL 300
                @ SOA ns hostmaster 1 3600 600 86400 300
                @ NS ns
                ns A 127.0.0.1
                www A 192.0.2.1
                big TXT %s
                huge TXT %s
                """.formatted(BIG, HUGE));
        for (int i = 0; i < 256; i++) {
            records.append("host").append(i).append(" A 192.0.2.").append(i).append('\n');
        }
        return records.toString();
    }

    /** What is signed: the same on every server, so that it does not matter whom a resolver asks. */
    record Signed(Zone zone, String trustAnchor) {}

    /** Signs such a zone, without {@code whoami}, with a new key. */
    static Signed signed(Path folder) throws IOException, InterruptedException {
        String keygen = Program.find("dnssec-keygen", "bind9-utils");
        String signzone = Program.find("dnssec-signzone", "bind9-utils");
        run(folder, keygen, "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", SIGNED);
        Files.writeString(folder.resolve(SIGNED), common());
        // One key signs everything (-z); -S finds it in the folder.
        run(folder, signzone, "-q", "-S", "-z", "-o", SIGNED, "-f", "signed", SIGNED);
        String anchor;
        try (Stream<Path> files = Files.list(folder)) {
            Path key = files.filter(file -> file.getFileName().toString().endsWith(".key"))
                    .findFirst()
                    .orElseThrow();
            anchor = Files.readAllLines(key).stream()
                    .filter(line -> !line.startsWith(";"))
                    .findFirst()
                    .orElseThrow();
        }
        return new Signed(new Zone(SIGNED, Files.readString(folder.resolve("signed"))), anchor);
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + said);
        }
    }
}

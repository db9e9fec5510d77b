package org.penlb.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The ports of named services: what the machine's services file says, and for machines without one the names that a load
 * balancer's users write most (numbers as registered with IANA).
 */
public final class ServiceNames {
    private static final Path FILE = Path.of("/etc/services");

    private static final Map<String, Integer> REGISTERED = Map.ofEntries(
            Map.entry("ftp", 21),
            Map.entry("ssh", 22),
            Map.entry("telnet", 23),
            Map.entry("smtp", 25),
            Map.entry("domain", 53),
            Map.entry("http", 80),
            Map.entry("pop3", 110),
            Map.entry("ntp", 123),
            Map.entry("imap2", 143),
            Map.entry("imap", 143),
            Map.entry("ldap", 389),
            Map.entry("https", 443),
            Map.entry("submission", 587),
            Map.entry("ldaps", 636),
            Map.entry("imaps", 993),
            Map.entry("pop3s", 995));

    private ServiceNames() {}

    /** The port of a service, or -1 if nobody knows the name. */
    public static int port(String name) {
        try {
            for (String line : Files.readAllLines(FILE)) {
                int port = port(line, name);
                if (port >= 0) {
                    return port;
                }
            }
        } catch (IOException _) {
            // no such file on this machine
        }
        return REGISTERED.getOrDefault(name, -1);
    }

    /** The port in a line such as {@code domain 53/tcp nameserver # DNS}, if the line is about this name; else -1. */
    private static int port(String line, String name) {
        List<String> words = Arrays.asList(line.replaceFirst("#.*", "").strip().split("\\s+"));
        int slash = words.size() < 2 ? -1 : words.get(1).indexOf('/');
        if (slash < 0
                || !(words.get(0).equals(name) || words.subList(2, words.size()).contains(name))) {
            return -1;
        }
        try {
            return Integer.parseInt(words.get(1).substring(0, slash));
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}

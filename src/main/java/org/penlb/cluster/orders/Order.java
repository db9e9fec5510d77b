package org.penlb.cluster.orders;

import java.util.Comparator;

/**
 * One thing that an operator wants to be so, at all instances.
 *
 * @param key what is to be so
 * @param version when it was ordered; the higher one wins
 * @param value how it is to be
 */
public record Order(Key key, long version, String value) implements Comparable<Order> {
    /** The longest name of a service, a server or a field, in characters. */
    public static final int LONGEST_NAME = 1024;

    /** The longest value, in characters: the longest access list is a little shorter. */
    public static final int LONGEST_VALUE = 1 << 19;

    /** The most servers of one address that a service can have. */
    static final int MOST_COPIES = 1 << 16;

    private static final Comparator<Key> BY_NAMES = Comparator.comparing(Key::service)
            .thenComparing(Key::server)
            .thenComparingInt(Key::copy)
            .thenComparing(Key::field);

    private static final Comparator<Order> BY_AGE =
            Comparator.comparingLong(Order::version).thenComparing(Order::key, BY_NAMES);

    /**
     * What an order is about: a field of a server, or a setting of a service.
     *
     * @param service its name
     * @param server the address of a server as it is configured; empty if it is about the service itself
     * @param copy which of the servers at this address, from 1; 0 if it is about the service itself
     * @param field of a service, the word of a {@link SharedSetting}; of a server, that of a {@link ServerField},
     *     {@link ServerField#STATE} or {@link ServerField#BLACKLIST}; or what another version of Pen knows
     */
    public record Key(String service, String server, int copy, String field) {
        public Key {
            bounded("service", service);
            bounded("server", server);
            bounded("field", field);
            if (service.isEmpty() || field.isEmpty()) {
                throw new IllegalArgumentException("key: empty (expected: a service and a field)");
            }
            if (copy < 0 || copy > MOST_COPIES || (copy == 0) != server.isEmpty()) {
                throw new IllegalArgumentException("copy: " + copy + " of server \"" + server + "\"");
            }
        }

        /** A setting of a service. */
        static Key setting(String service, String word) {
            return new Key(service, "", 0, word);
        }

        /** What is carried out together with this, or not at all. */
        public Subject subject() {
            boolean together = !server.isEmpty() && ServerField.isKnown(field);
            return new Subject(service, server, together ? "" : field);
        }

        private static void bounded(String name, String text) {
            if (text.length() > LONGEST_NAME) {
                throw new IllegalArgumentException(
                        name + ": " + text.length() + " characters (expected: at most " + LONGEST_NAME + ")");
            }
        }
    }

    /**
     * What several orders may be about: all servers of one address, or one setting of a service.
     *
     * @param server the address; empty if it is about the service itself
     * @param setting the setting's word; empty if it is about all that is known of servers
     */
    public record Subject(String service, String server, String setting) {
        /** The servers of one address. */
        static Subject server(String service, String address) {
            return new Subject(service, address, "");
        }

        boolean isServer() {
            return setting.isEmpty();
        }

        /** As an operator calls it. */
        @Override
        public String toString() {
            return "service \"" + service + "\", " + (server.isEmpty() ? setting : "server \"" + server + "\"");
        }
    }

    public Order {
        if (version <= 0) {
            throw new IllegalArgumentException("version: " + version + " (expected: more than 0)");
        }
        if (value.length() > LONGEST_VALUE) {
            throw new IllegalArgumentException(
                    "value: " + value.length() + " characters (expected: at most " + LONGEST_VALUE + ")");
        }
    }

    /** Whether it ends that a server is left alone, for whatever reason it is. */
    public boolean callsBack(String service, String server) {
        return key.service().equals(service)
                && key.server().equals(server)
                && key.field().equals(ServerField.BLACKLIST)
                && value.equals("0");
    }

    /** Whether it wins over another one with the same key: every instance says the same of the same two. */
    boolean supersedes(Order other) {
        return version != other.version ? version > other.version : value.compareTo(other.value) > 0;
    }

    /** The oldest come first. A later order of the same key never comes before an earlier one. */
    @Override
    public int compareTo(Order other) {
        return BY_AGE.compare(this, other);
    }
}

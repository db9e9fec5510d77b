package org.penlb.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes small databases in MaxMind's format, version 2.0 (https://maxmind.github.io/MaxMind-DB/): a binary tree over the
 * bits of addresses with records of 24 bits, the data that its leaves point to, and the metadata.
 */
public final class MmdbWriter {
    private static final byte[] METADATA_MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);
    /** So many zero bytes are between the tree and the data. */
    private static final int SEPARATOR = 16;

    private static final int STRING = 2;
    private static final int UINT16 = 5;
    private static final int UINT32 = 6;
    private static final int MAP = 7;
    private static final int UINT64 = 9;
    private static final int ARRAY = 11;

    /** A place in the tree: a node with two children, a leaf with data, or nothing. */
    private static final class Node {
        final @Nullable Node[] children = new @Nullable Node[2];

        @Nullable
        Map<String, ?> data;

        int number;
        int offset;
    }

    private final int ipVersion;
    private final String type;
    private final Node root = new Node();

    private MmdbWriter(int ipVersion, String type) {
        this.ipVersion = ipVersion;
        this.type = type;
    }

    /** A database of countries for both families: IPv4 addresses are in it as the last 32 bits of ::/96. */
    public static MmdbWriter countries() {
        return new MmdbWriter(6, "GeoLite2-Country");
    }

    /** A database for IPv4 addresses only. */
    public static MmdbWriter ipv4Countries() {
        return new MmdbWriter(4, "GeoLite2-Country");
    }

    /** Puts a network such as {@code 127.0.0.2/31} or {@code 2001:db8::/32} into a country. */
    public MmdbWriter country(String network, String code) {
        return entry(network, Map.of("country", Map.of("iso_code", code)));
    }

    /**
     * Says something of a network that does not overlap another one.
     *
     * @param data maps, lists, strings and numbers; an {@link Integer} is written as uint32
     */
    public MmdbWriter entry(String network, Map<String, ?> data) {
        String[] parts = network.split("/");
        byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
        int skipped = ipVersion == 6 && address.length == 4 ? 96 : 0;
        int length = skipped + Integer.parseInt(parts[1]);
        Node node = root;
        for (int i = 0; i < length; i++) {
            int bit = i < skipped ? 0 : address[(i - skipped) / 8] >> (7 - i % 8) & 1;
            Node child = node.children[bit];
            if (child == null) {
                child = new Node();
                node.children[bit] = child;
            }
            if (child.data != null) {
                throw new IllegalArgumentException(network + " overlaps another network");
            }
            node = child;
        }
        if (node == root || node.children[0] != null || node.children[1] != null) {
            throw new IllegalArgumentException(network + " overlaps another network");
        }
        node.data = data;
        return this;
    }

    /** Writes the database into a new file under another name and renames it: whoever has the old one open keeps it. */
    public Path write(Path file) {
        try {
            Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "new", ".mmdb");
            Files.write(fresh, bytes());
            return Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database as the content of a file. */
    public byte[] bytes() {
        List<Node> nodes = new ArrayList<>();
        var data = new ByteArrayOutputStream();
        number(root, nodes, data);
        var out = new ByteArrayOutputStream();
        for (Node node : nodes) {
            for (Node child : node.children) {
                number(out, record(child, nodes.size()), 3);
            }
        }
        out.writeBytes(new byte[SEPARATOR]);
        out.writeBytes(data.toByteArray());
        out.writeBytes(METADATA_MARKER);
        metadata(out, nodes.size());
        return out.toByteArray();
    }

    /** Numbers the nodes from the root down, and writes what the leaves say. */
    private static void number(Node node, List<Node> nodes, ByteArrayOutputStream data) {
        if (node.data != null) {
            node.offset = data.size();
            value(data, node.data);
            return;
        }
        node.number = nodes.size();
        nodes.add(node);
        for (Node child : node.children) {
            if (child != null) {
                number(child, nodes, data);
            }
        }
    }

    /** Another node's number; the number of nodes for nothing; beyond that, a place in the data. */
    private static int record(@Nullable Node child, int nodes) {
        if (child == null) {
            return nodes;
        }
        return child.data == null ? child.number : nodes + SEPARATOR + child.offset;
    }

    private void metadata(ByteArrayOutputStream out, int nodes) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("node_count", nodes);
        metadata.put("record_size", (short) 24);
        metadata.put("ip_version", (short) ipVersion);
        metadata.put("database_type", type);
        metadata.put("languages", List.of("en"));
        metadata.put("binary_format_major_version", (short) 2);
        metadata.put("binary_format_minor_version", (short) 0);
        metadata.put("build_epoch", 1_767_225_600L);
        metadata.put("description", Map.of("en", "a test"));
        value(out, metadata);
    }

    private static void value(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                control(out, MAP, map.size());
                map.forEach((key, each) -> {
                    value(out, key);
                    value(out, each);
                });
            }
            case List<?> list -> {
                control(out, ARRAY, list.size());
                list.forEach(each -> value(out, each));
            }
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                control(out, STRING, bytes.length);
                out.writeBytes(bytes);
            }
            case Short number -> unsigned(out, UINT16, number, 2);
            case Integer number -> unsigned(out, UINT32, number, 4);
            case Long number -> unsigned(out, UINT64, number, 8);
            default -> throw new IllegalArgumentException("value: " + value + " (expected: text, number, list, map)");
        }
    }

    private static void unsigned(ByteArrayOutputStream out, int type, long number, int bytes) {
        control(out, type, bytes);
        number(out, number, bytes);
    }

    private static void number(ByteArrayOutputStream out, long number, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (number >> (8 * i)));
        }
    }

    /** Three bits of type, five of size; types from 8 on are in a byte of their own. */
    private static void control(ByteArrayOutputStream out, int type, int size) {
        if (size > 28) {
            throw new IllegalArgumentException("size: " + size + " (expected: 28 or less)");
        }
        out.write((type < 8 ? type << 5 : 0) | size);
        if (type >= 8) {
            out.write(type - 7);
        }
    }
}

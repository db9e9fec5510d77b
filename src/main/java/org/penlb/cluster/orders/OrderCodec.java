package org.penlb.cluster.orders;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Orders as bytes, big-endian: how many (4); of each its version (8), service, server, copy (4), field and value. A text is its
 * length in bytes (4), then UTF-8.
 */
public final class OrderCodec {
    /** The longest that a message with one order can be. A character takes 3 bytes at most: a pair of surrogates takes 4. */
    public static final int LONGEST = 3 * (3 * Order.LONGEST_NAME + Order.LONGEST_VALUE) + 64;

    /** Of an order whose texts are empty. */
    private static final int SHORTEST_ORDER = Long.BYTES + 5 * Integer.BYTES;

    private OrderCodec() {}

    /**
     * Writes orders into messages.
     *
     * @param most how many bytes a message has at most, unless one order alone takes more: up to {@link #LONGEST}
     * @return no message if there are no orders
     */
    public static List<byte[]> encode(List<Order> orders, int most) {
        List<byte[]> messages = new ArrayList<>();
        List<byte[]> written = new ArrayList<>();
        int length = Integer.BYTES;
        for (Order order : orders) {
            byte[] bytes = bytes(order);
            if (!written.isEmpty() && length + bytes.length > most) {
                messages.add(message(written, length));
                written.clear();
                length = Integer.BYTES;
            }
            written.add(bytes);
            length += bytes.length;
        }
        if (!written.isEmpty()) {
            messages.add(message(written, length));
        }
        return messages;
    }

    private static byte[] message(List<byte[]> orders, int length) {
        ByteBuffer message = ByteBuffer.allocate(length).putInt(orders.size());
        orders.forEach(message::put);
        return message.array();
    }

    private static byte[] bytes(Order order) {
        Order.Key key = order.key();
        byte[] service = utf8(key.service());
        byte[] server = utf8(key.server());
        byte[] field = utf8(key.field());
        byte[] value = utf8(order.value());
        ByteBuffer out =
                ByteBuffer.allocate(SHORTEST_ORDER + service.length + server.length + field.length + value.length);
        out.putLong(order.version());
        put(out, service);
        put(out, server);
        out.putInt(key.copy());
        put(out, field);
        put(out, value);
        return out.array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ByteBuffer out, byte[] text) {
        out.putInt(text.length).put(text);
    }

    /**
     * Reads a message. Whatever it holds, this takes no more memory than a few times its length.
     *
     * @throws MalformedOrders if it is none, or goes on behind its end
     */
    public static List<Order> decode(byte[] message) throws MalformedOrders {
        ByteBuffer in = ByteBuffer.wrap(message);
        try {
            int count = in.getInt();
            if (count < 0 || count > in.remaining() / SHORTEST_ORDER) {
                throw new MalformedOrders(count + " orders in " + in.remaining() + " bytes");
            }
            List<Order> orders = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                orders.add(order(in));
            }
            if (in.hasRemaining()) {
                throw new MalformedOrders(in.remaining() + " bytes behind the last order");
            }
            return orders;
        } catch (BufferUnderflowException e) {
            throw new MalformedOrders(e);
        } catch (IllegalArgumentException e) {
            throw new MalformedOrders(e);
        }
    }

    private static Order order(ByteBuffer in) throws MalformedOrders {
        long version = in.getLong();
        String service = text(in);
        String server = text(in);
        int copy = in.getInt();
        String field = text(in);
        return new Order(new Order.Key(service, server, copy, field), version, text(in));
    }

    private static String text(ByteBuffer in) throws MalformedOrders {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new MalformedOrders("a text of " + length + " bytes where " + in.remaining() + " are left");
        }
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedOrders(e);
        }
    }
}

package org.penlb.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.penlb.testing.Await;

/** A client that sends what it is told to, sense or nonsense: one request a connection. */
final class Http {
    private final int port;
    private final String source;

    Http(int port) {
        this(port, "127.0.0.1");
    }

    private Http(int port, String source) {
        this.port = port;
        this.source = source;
    }

    /** The same, from another address of this machine. */
    Http from(String address) {
        return new Http(port, address);
    }

    /**
     * An answer.
     *
     * @param headers by their names in lower case
     */
    record Answer(int status, Map<String, String> headers, Buffer body) {
        String text() {
            return body.toString();
        }

        JsonObject json() {
            return new JsonObject(text());
        }

        JsonArray array() {
            return new JsonArray(text());
        }

        String message() {
            return json().getJsonObject("error").getString("message");
        }

        @Nullable
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    /**
     * @param body null for none
     * @param headers {@code Name: value}; a Host is added if none is among them
     */
    Answer send(String method, String path, @Nullable String body, String... headers) {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        if (Arrays.stream(headers).noneMatch(header -> header.startsWith("Host:"))) {
            head.append("Host: 127.0.0.1:").append(port).append("\r\n");
        }
        if (body != null) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        head.append(Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining()));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(start, start.length + bytes.length);
        System.arraycopy(bytes, 0, all, start.length, bytes.length);
        return raw(all);
    }

    /** Sends bytes and reads the answer until the connection ends. */
    Answer raw(byte[] bytes) {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(bytes);
            byte[] answer = socket.getInputStream().readAllBytes();
            return parse(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Socket connect() throws IOException {
        var socket = new Socket();
        if (!source.equals("127.0.0.1")) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
        }
        socket.setSoTimeout((int) Await.LONG.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        return socket;
    }

    private static Answer parse(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("no HTTP: " + text);
        }
        String[] lines = text.substring(0, end).split("\r\n");
        var headers = new TreeMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return new Answer(
                Integer.parseInt(lines[0].split(" ")[1]),
                headers,
                Buffer.buffer(Arrays.copyOfRange(answer, end + 4, answer.length)));
    }
}

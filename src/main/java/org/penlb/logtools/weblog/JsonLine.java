package org.penlb.logtools.weblog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of an access log that is a JSON object. Which of its members say what is told by their names: those that nginx's,
 * Apache's, Caddy's, Traefik's and HAProxy's documentation use, at the top or in an object {@code request}.
 */
final class JsonLine {
    private static final JsonFactory JSON = JsonFactory.builder()
            // Apache's and nginx's own escapes in what somebody has put between quotes by hand.
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private static final double MILLIS_FROM = 1e11;
    /** In milliseconds; what is beyond is no time. */
    private static final double LATEST = 1e14;

    /** No time is written in more letters. */
    private static final int LONGEST_TIME = 64;

    private enum Member {
        CLIENT,
        TIME,
        REQUEST,
        METHOD,
        TARGET,
        PROTOCOL
    }

    private static final Map<String, Member> MEMBERS = Map.ofEntries(
            Map.entry("client_ip", Member.CLIENT),
            Map.entry("clientip", Member.CLIENT),
            Map.entry("clientIp", Member.CLIENT),
            Map.entry("client", Member.CLIENT),
            Map.entry("client_addr", Member.CLIENT),
            Map.entry("remote_addr", Member.CLIENT),
            Map.entry("remoteAddr", Member.CLIENT),
            Map.entry("remote_ip", Member.CLIENT),
            Map.entry("remoteIP", Member.CLIENT),
            Map.entry("remote_host", Member.CLIENT),
            Map.entry("ClientHost", Member.CLIENT),
            Map.entry("time_local", Member.TIME),
            Map.entry("time_iso8601", Member.TIME),
            Map.entry("@timestamp", Member.TIME),
            Map.entry("timestamp", Member.TIME),
            Map.entry("time", Member.TIME),
            Map.entry("ts", Member.TIME),
            Map.entry("msec", Member.TIME),
            Map.entry("StartUTC", Member.TIME),
            Map.entry("request", Member.REQUEST),
            Map.entry("request_line", Member.REQUEST),
            Map.entry("method", Member.METHOD),
            Map.entry("request_method", Member.METHOD),
            Map.entry("RequestMethod", Member.METHOD),
            Map.entry("uri", Member.TARGET),
            Map.entry("request_uri", Member.TARGET),
            Map.entry("url", Member.TARGET),
            Map.entry("RequestPath", Member.TARGET),
            Map.entry("proto", Member.PROTOCOL),
            Map.entry("protocol", Member.PROTOCOL),
            Map.entry("server_protocol", Member.PROTOCOL),
            Map.entry("RequestProtocol", Member.PROTOCOL));

    private final LogTime times;
    private final EnumMap<Member, String> found = new EnumMap<>(Member.class);
    private int clientFrom;
    private int clientTo;
    private long epochSeconds = LogTime.NONE;

    JsonLine(LogTime times) {
        this.times = times;
    }

    /** Reads a line; of one that is no JSON, nothing is found. */
    void read(byte[] bytes, int from, int to, RequestText request) {
        forget();
        try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
            readMembers(parser, from);
        } catch (IOException
                | RuntimeException _) { // anybody may write a line, and no fault in reading it may end a log
            forget();
        }
        writeRequest(request);
        epochSeconds = time(found.get(Member.TIME));
    }

    private void forget() {
        found.clear();
        clientFrom = 0;
        clientTo = 0;
    }

    int clientFrom() {
        return clientFrom;
    }

    int clientTo() {
        return clientTo;
    }

    long epochSeconds() {
        return epochSeconds;
    }

    private void readMembers(JsonParser parser, int from) throws IOException {
        int depth = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            switch (token) {
                case START_OBJECT, START_ARRAY -> {
                    String name = parser.currentName();
                    if (depth > 0 && !(depth == 1 && token == JsonToken.START_OBJECT && "request".equals(name))) {
                        parser.skipChildren();
                    } else {
                        depth++;
                    }
                }
                case END_OBJECT, END_ARRAY -> {
                    depth--;
                    if (depth == 0) {
                        requireEnd(parser);
                    }
                }
                case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> take(parser, token, from);
                default -> {
                    // a name, or what cannot be of use
                }
            }
        }
    }

    /** A line that goes on behind its object is no JSON, but what somebody has made up. */
    private static void requireEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "more than an object");
        }
    }

    private void take(JsonParser parser, JsonToken token, int from) throws IOException {
        Member member = MEMBERS.get(parser.currentName());
        if (member == null || found.containsKey(member)) {
            return;
        }
        String text = parser.getText();
        if (member == Member.CLIENT) {
            if (token != JsonToken.VALUE_STRING) {
                return;
            }
            // Between its quotes.
            clientFrom = from + (int) parser.currentTokenLocation().getByteOffset() + 1;
            clientTo = from + (int) parser.currentLocation().getByteOffset() - 1;
        }
        found.put(member, text);
    }

    private void writeRequest(RequestText request) {
        String line = found.get(Member.REQUEST);
        String method = found.get(Member.METHOD);
        String target = found.get(Member.TARGET);
        String protocol = found.get(Member.PROTOCOL);
        boolean isWhole = line != null || protocol != null;
        if (line == null && method != null && target != null) {
            line = method + " " + target + (protocol == null ? "" : " " + protocol);
        }
        if (line != null) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            request.addPlain(bytes, 0, bytes.length);
            if (!isWhole) {
                request.leaveOutProtocol();
            }
        }
    }

    private long time(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST_TIME) {
            return LogTime.NONE;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int bracket = text.startsWith("[") ? 1 : 0;
        long common = times.read(bytes, bracket, bytes.length);
        return common != LogTime.NONE ? common : isNumber(text) ? number(text) : iso(text);
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+');
    }

    /** Seconds, or milliseconds where those would be centuries from now. */
    private static long number(String text) {
        try {
            double value = Double.parseDouble(text);
            return value > LATEST ? LogTime.NONE : (long) Math.floor(value >= MILLIS_FROM ? value / 1000 : value);
        } catch (NumberFormatException _) {
            return LogTime.NONE;
        }
    }

    private static long iso(String text) {
        try {
            return OffsetDateTime.parse(text).toEpochSecond();
        } catch (DateTimeException _) {
            return LogTime.NONE;
        }
    }
}

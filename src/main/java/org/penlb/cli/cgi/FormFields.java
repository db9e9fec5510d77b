package org.penlb.cli.cgi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The fields of a form, {@code name=value&...}, read strictly: what could be read in two ways is refused. */
final class FormFields {
    private static final int HEX = 16;

    private final Map<String, String> fields = new HashMap<>();

    /**
     * Reads the fields.
     *
     * @throws CgiError 400 if it is not percent-encoded UTF-8, or a field is there twice
     */
    FormFields(String encoded) throws CgiError {
        for (String piece : encoded.split("&")) {
            if (piece.isEmpty()) {
                continue;
            }
            int equals = piece.indexOf('=');
            String name = decoded(equals < 0 ? piece : piece.substring(0, equals));
            String value = equals < 0 ? "" : decoded(piece.substring(equals + 1));
            if (fields.put(name, value) != null) {
                throw new CgiError(HttpStatus.BAD_REQUEST, "The field \"" + name + "\" is there twice.");
            }
        }
    }

    /** The value of a field, empty if it is not there. */
    String get(String name) {
        return fields.getOrDefault(name, "");
    }

    private static String decoded(String text) throws CgiError {
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = digit(text, i + 1);
                int low = digit(text, i + 2);
                if (high < 0 || low < 0) {
                    throw new CgiError(HttpStatus.BAD_REQUEST, "A % is not followed by two hexadecimal digits.");
                }
                bytes.write(high * HEX + low);
                i += 2;
            } else if (c > ' ' && c < 0x7f) {
                bytes.write(c == '+' ? ' ' : c);
            } else {
                throw new CgiError(HttpStatus.BAD_REQUEST, "A character is not percent-encoded.");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new CgiError(HttpStatus.BAD_REQUEST, "What is percent-encoded is not UTF-8.");
        }
    }

    /** A hexadecimal digit of ASCII, or a negative number. */
    private static int digit(String text, int at) {
        return at < text.length() && HexFormat.isHexDigit(text.charAt(at))
                ? HexFormat.fromHexDigit(text.charAt(at))
                : -1;
    }
}

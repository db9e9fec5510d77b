package org.penlb.cli.penctl;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Shows a terminal what a server sent, so that the terminal does not obey it: control characters are written as
 * {@code ^[}, those above ASCII and invisible ones (such as changes of the writing direction) as {@code <U+9B>}, bytes
 * that are not UTF-8 as the replacement character. Line ends and tabs stay.
 */
public final class HarmlessOutput extends FilterOutputStream {
    private static final int DELETE = 0x7f;
    private static final int CARET = 0x40;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** What came of a character whose other bytes are still to come. */
    private ByteBuffer begun = ByteBuffer.allocate(0);

    private boolean lineBegun;

    HarmlessOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        var in = ByteBuffer.allocate(begun.remaining() + length);
        in.put(begun).put(bytes, offset, length).flip();
        var chars = CharBuffer.allocate(in.remaining());
        decoder.decode(in, chars, false);
        begun = in;
        String harmless = harmless(chars.flip());
        if (!harmless.isEmpty()) {
            lineBegun = !harmless.endsWith("\n");
            out.write(harmless.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The same for text that is there as a whole. */
    public static String harmless(CharSequence text) {
        var harmless = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(harmless, c));
        return harmless.toString();
    }

    /** Ends the line that is begun, if there is one. */
    void freshLine() throws IOException {
        if (lineBegun) {
            write('\n');
            flush();
        }
    }

    private static void append(StringBuilder to, int c) {
        if (c == '\n' || c == '\t') {
            to.append((char) c);
        } else if (c < ' ' || c == DELETE) {
            to.append('^').append((char) (c ^ CARET));
        } else if (Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.FORMAT) {
            to.append("<U+")
                    .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                    .append('>');
        } else {
            to.appendCodePoint(c);
        }
    }
}

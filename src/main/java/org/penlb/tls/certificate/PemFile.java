package org.penlb.tls.certificate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.penlb.config.ConfigException;

/**
 * A file in PEM (RFC 7468, and what was before it): blocks with a label; what stands between them is a comment.
 *
 * @param blocks in the order of the file
 */
record PemFile(List<Block> blocks) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*+(?:-(?!----END )[^-]*+)*+)-----END \\1-----");

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN [A-Z0-9 ]{0,40}");

    /** A block. */
    static final class Block {
        private final String label;
        private final byte[] content;
        private final boolean encrypted;

        private Block(String label, byte[] content, boolean encrypted) {
            this.label = label;
            this.content = content;
            this.encrypted = encrypted;
        }

        /** Such as {@code CERTIFICATE}. */
        String label() {
            return label;
        }

        byte[] content() {
            return content.clone();
        }

        /** Whether it has the headers of the old way to encrypt; then its content is not read. */
        boolean encrypted() {
            return encrypted;
        }
    }

    PemFile {
        blocks = List.copyOf(blocks);
    }

    /**
     * @throws ConfigException if a block is no Base64, or has no end: a file that is being written is none yet
     */
    static PemFile parse(byte[] bytes) {
        var blocks = new ArrayList<Block>();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher matcher = BLOCK.matcher(text);
        int end = 0;
        while (matcher.find()) {
            requireNoBegin(text, end, matcher.start());
            requireNoBegin(text, matcher.start(2), matcher.end(2));
            end = matcher.end();
            String body = matcher.group(2);
            boolean encrypted = body.contains("ENCRYPTED");
            try {
                byte[] content =
                        encrypted ? new byte[0] : Base64.getMimeDecoder().decode(withoutHeaders(body));
                blocks.add(new Block(matcher.group(1), content, encrypted));
            } catch (IllegalArgumentException _) {
                throw new ConfigException("a block " + matcher.group(1) + " is no Base64");
            }
        }
        requireNoBegin(text, end, text.length());
        return new PemFile(blocks);
    }

    /** What is here is no block, or the inside of one. */
    private static void requireNoBegin(String text, int from, int to) {
        Matcher begin = BEGIN.matcher(text).region(from, to);
        if (begin.find()) {
            throw new ConfigException("what begins with \"" + begin.group() + "\" has no end (expected: END behind each"
                    + " BEGIN; perhaps the file is being written)");
        }
    }

    private static String withoutHeaders(String body) {
        return body.indexOf(':') < 0 ? body : body.replaceAll("(?m)^[^:\\r\\n]+:.*$", "");
    }

    List<byte[]> certificates() {
        return blocks.stream()
                .filter(block -> block.label().equals("CERTIFICATE")
                        || block.label().equals("X509 CERTIFICATE")
                        || block.label().equals("TRUSTED CERTIFICATE"))
                .map(Block::content)
                .toList();
    }
}

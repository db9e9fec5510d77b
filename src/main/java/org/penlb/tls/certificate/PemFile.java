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
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final Pattern LABEL = Pattern.compile("[A-Z0-9 ]{1,40}");
    /** A label at the end of a file. */
    private static final Pattern CUT = Pattern.compile("([A-Z0-9 ]{0,40})-{0,4}\\s*");

    /** What nobody reads may end as it likes: PGP's signed texts have no end. */
    private static final Pattern IS_READ = Pattern.compile(".*(CERTIFICATE|KEY|PARAMETERS)");

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
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        var blocks = new ArrayList<Block>();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            begin = text.indexOf(BEGIN, read(text, begin, blocks));
        }
        return new PemFile(blocks);
    }

    /** Adds the block that begins here, if it is one; returns where to go on. */
    private static int read(String text, int begin, List<Block> blocks) {
        int afterBegin = begin + BEGIN.length();
        int labelEnd = text.indexOf(DASHES, afterBegin);
        if (labelEnd < 0) {
            Matcher cut = CUT.matcher(text).region(afterBegin, text.length());
            if (cut.matches()) {
                requireNoBlock(text, begin, cut.group(1));
            }
            return afterBegin;
        }
        String label = text.substring(afterBegin, labelEnd);
        if (!LABEL.matcher(label).matches()) {
            return afterBegin;
        }
        int body = labelEnd + DASHES.length();
        int end = text.indexOf(DASHES, body);
        String last = DASHES + "END " + label + DASHES;
        if (end >= 0 && text.startsWith(last, end)) {
            blocks.add(block(label, text.substring(body, end)));
            return end + last.length();
        }
        if (IS_READ.matcher(label).matches()) {
            requireNoBlock(text, begin, label);
        }
        return afterBegin;
    }

    /** Within a line it is a comment; at its beginning it is a block that is cut. */
    private static void requireNoBlock(String text, int begin, String label) {
        if (begin == 0 || text.charAt(begin - 1) == '\n' || text.charAt(begin - 1) == '\r') {
            throw new ConfigException("what begins with \"" + BEGIN + label
                    + "\" has no end (expected: END behind each BEGIN; perhaps the file is being written)");
        }
    }

    private static Block block(String label, String body) {
        boolean encrypted = body.contains("ENCRYPTED");
        try {
            byte[] content = encrypted ? new byte[0] : Base64.getMimeDecoder().decode(withoutHeaders(body));
            return new Block(label, content, encrypted);
        } catch (IllegalArgumentException _) {
            throw new ConfigException("a block " + label + " is no Base64");
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

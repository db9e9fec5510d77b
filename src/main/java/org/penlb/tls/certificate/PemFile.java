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
     * @throws ConfigException if a block is no Base64
     */
    static PemFile parse(byte[] bytes) {
        var blocks = new ArrayList<Block>();
        Matcher matcher = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
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
        return new PemFile(blocks);
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

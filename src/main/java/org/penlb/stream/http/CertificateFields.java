package org.penlb.stream.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.penlb.tls.engine.TlsFacts;

/** What servers are told of a client's certificate. */
final class CertificateFields {
    /** In bytes. A part of a name may be the name of somebody else, so that one that is longer is not told. */
    private static final int LONGEST_NAME = 2048;

    private CertificateFields() {}

    static String of(TlsFacts facts) {
        String verify = "X-SSL-Client-Verify: " + facts.verifyResult() + "\r\n";
        String subject = facts.peerSubject();
        if (subject == null) {
            return verify;
        }
        String printable = printable(subject);
        return printable.length() > LONGEST_NAME ? verify : verify + "X-SSL-Client-S-DN: " + printable + "\r\n";
    }

    /** What is not printable ASCII as RFC 2253 has it (2.4): a backslash and two digits for each byte of UTF-8. */
    private static String printable(String name) {
        var text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b < 0x7f) {
                text.append((char) b);
            } else {
                text.append('\\').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }
}

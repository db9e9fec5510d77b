package org.penlb.tls.hello;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a hello, once. */
final class HelloFields {
    /** More than any client lists, and few enough to compare each with each. */
    static final int MOST_EXTENSIONS = 128;

    static final int MOST_PROTOCOLS = 64;

    private static final int RANDOM = 32;
    private static final int LONGEST_SESSION = 32;

    private final HelloCursor cursor;
    private final char[] seen = new char[MOST_EXTENSIONS];
    private int extensions;
    private @Nullable String serverName;
    private List<String> alpn = List.of();
    private List<Integer> versions = List.of();
    private boolean listsSignatures;
    private boolean ecdsaSignatures;

    /** @param cursor at the first field */
    HelloFields(HelloCursor cursor) {
        this.cursor = cursor;
    }

    HelloFinding read() {
        int legacyVersion = cursor.u16();
        cursor.skip(RANDOM);
        HelloCursor session = cursor.vector8();
        HelloCursor suites = cursor.vector16();
        HelloCursor compressions = cursor.vector8();
        if (cursor.missing()
                || legacyVersion >> 8 != HelloRecords.MAJOR_VERSION
                || session.left() > LONGEST_SESSION
                || suites.left() == 0
                || suites.left() % 2 != 0
                || compressions.left() == 0) {
            return HelloRefusal.MALFORMED;
        }
        if (!cursor.exhausted()) { // a client of TLS 1.2 may have no extensions at all
            HelloRefusal bad = extensions(cursor.vector16());
            if (bad != null) {
                return bad;
            }
        }
        return new ClientHello(serverName, alpn, legacyVersion, versions, ecdsa(suites));
    }

    private @Nullable HelloRefusal extensions(HelloCursor all) {
        if (!cursor.exhausted()) {
            return HelloRefusal.MALFORMED;
        }
        while (all.left() > 0) {
            int kind = all.u16();
            HelloCursor body = all.vector16();
            HelloRefusal bad = all.missing() ? HelloRefusal.MALFORMED : seen(kind);
            if (bad == null) {
                bad = extension(kind, body);
            }
            if (bad != null) {
                return bad;
            }
        }
        return null;
    }

    private @Nullable HelloRefusal seen(int kind) {
        if (extensions == MOST_EXTENSIONS) {
            return HelloRefusal.TOO_MANY_ENTRIES;
        }
        for (int i = 0; i < extensions; i++) {
            if (seen[i] == kind) {
                return HelloRefusal.REPEATED_EXTENSION;
            }
        }
        seen[extensions] = (char) kind;
        extensions++;
        return null;
    }

    private @Nullable HelloRefusal extension(int kind, HelloCursor body) {
        return switch (kind) {
            case 0 -> serverName(body);
            case 13 -> signatures(body);
            case 16 -> protocols(body);
            case 43 -> versions(body);
            default -> null;
        };
    }

    /** RFC 6066 section 3 knows host names only, and one of each kind. */
    private @Nullable HelloRefusal serverName(HelloCursor body) {
        HelloCursor list = body.vector16();
        int kind = list.u8();
        HelloCursor name = list.vector16();
        if (!body.exhausted() || !list.exhausted() || kind != 0) {
            return HelloRefusal.MALFORMED;
        }
        serverName = HostName.read(name.rest());
        return serverName == null ? HelloRefusal.BAD_SERVER_NAME : null;
    }

    private @Nullable HelloRefusal signatures(HelloCursor body) {
        HelloCursor list = body.vector16();
        if (!body.exhausted() || list.left() == 0 || list.left() % 2 != 0) {
            return HelloRefusal.MALFORMED;
        }
        listsSignatures = true;
        while (list.left() > 0) {
            int scheme = list.u16();
            // a hash from SHA-1 to SHA-512, and ECDSA
            ecdsaSignatures |= (scheme & 0xff) == 3 && scheme >> 8 >= 2 && scheme >> 8 <= 6;
        }
        return null;
    }

    private @Nullable HelloRefusal protocols(HelloCursor body) {
        HelloCursor list = body.vector16();
        if (!body.exhausted() || list.left() == 0) {
            return HelloRefusal.MALFORMED;
        }
        alpn = new ArrayList<>(2);
        while (list.left() > 0) {
            HelloCursor name = list.vector8();
            if (list.missing() || name.left() == 0) {
                return HelloRefusal.MALFORMED;
            }
            if (alpn.size() == MOST_PROTOCOLS) {
                return HelloRefusal.TOO_MANY_ENTRIES;
            }
            alpn.add(new String(name.rest(), StandardCharsets.ISO_8859_1));
        }
        return null;
    }

    private @Nullable HelloRefusal versions(HelloCursor body) {
        HelloCursor list = body.vector8();
        if (!body.exhausted() || list.left() == 0 || list.left() % 2 != 0) {
            return HelloRefusal.MALFORMED;
        }
        versions = new ArrayList<>(list.left() / 2);
        while (list.left() > 0) {
            versions.add(list.u16());
        }
        return null;
    }

    /** TLS 1.3 says it by signatures alone; before, cipher suites say it, too. */
    private boolean ecdsa(HelloCursor suites) {
        if (versions.contains(ClientHello.TLS13)) {
            return ecdsaSignatures;
        }
        boolean listed = false;
        while (suites.left() > 0) {
            listed |= isEcdsa(suites.u16());
        }
        return listed && (ecdsaSignatures || !listsSignatures);
    }

    /** The suites called TLS_ECDHE_ECDSA with AES or ChaCha20. */
    private static boolean isEcdsa(int suite) {
        return (suite >= 0xc007 && suite <= 0xc00a)
                || suite == 0xc023
                || suite == 0xc024
                || suite == 0xc02b
                || suite == 0xc02c
                || (suite >= 0xc0ac && suite <= 0xc0af)
                || suite == 0xcca9;
    }
}

package org.penlb.tls.hello;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Hellos as bytes: of real clients, and made by hand. */
public final class Hellos {
    private static final int RECORD_HEADER = 5;

    /** OpenSSL 3.0: {@code s_client -alpn h2,http/1.1 -servername Www.Example.org}. */
    public static final byte[] OPENSSL = hex("""
            160301014e0100014a030323baed39042df4e40e9b9b8bd24e2830c1624583680c10ac87d0ce144bc6ea87206c633fa1eddea9d4c1bc7349
            f558f58161d0a7665d7d3db2df69adfeb862b7b2003e130213031301c02cc030009fcca9cca8ccaac02bc02f009ec024c028006bc023c027
            0067c00ac0140039c009c0130033009d009c003d003c0035002f00ff010000c300000014001200000f5777772e4578616d706c652e6f7267
            000b000403000102000a00160014001d0017001e0019001801000101010201030104002300000010000e000c02683208687474702f312e31
            0016000000170000000d002a0028040305030603080708080809080a080b080408050806040105010601030303010302040205020602002
            b0009080304030303020301002d00020101003300260024001d0020c3e55d997038ca206a86abb88e98d9c0a44a0d728dfc5a02b6e70309
            ba44a52e
            """);

    /** OpenSSL 3.0: {@code s_client -tls1_2 -noservername}. */
    public static final byte[] OPENSSL_12 = hex("""
            16030100b7010000b30303389a29fd2f01b33781a1a5c6663e5efc065f5c29e81778cbe8f8ddc1dbda7b7e000038c02cc030009fcca9cca8
            ccaac02bc02f009ec024c028006bc023c0270067c00ac0140039c009c0130033009d009c003d003c0035002f00ff01000052000b00040300
            0102000a000c000a001d0017001e00190018002300000016000000170000000d002a0028040305030603080708080809080a080b08040805
            0806040105010601030303010302040205020602
            """);

    private Hellos() {}

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    /** What Java's client says first. */
    public static byte[] ofJava(String serverName, List<String> alpn, String... versions) {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            var parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            parameters.setApplicationProtocols(alpn.toArray(String[]::new));
            parameters.setProtocols(versions);
            engine.setSSLParameters(parameters);
            ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), hello);
            return Arrays.copyOf(hello.array(), hello.position());
        } catch (SSLException | java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A hello in one record, with the fields that every client sends, and these extensions. */
    public static byte[] with(byte[]... extensions) {
        return records(message(extensions), Integer.MAX_VALUE);
    }

    /** The message of such a hello. */
    public static byte[] message(byte[]... extensions) {
        byte[] suites = {0x13, 0x01, (byte) 0xc0, 0x2b};
        byte[] fields = join(
                new byte[] {3, 3},
                new byte[32],
                vector8(new byte[32]),
                vector16(suites),
                vector8(new byte[1]),
                vector16(join(extensions)));
        return join(new byte[] {1, (byte) (fields.length >> 16)}, u16(fields.length), fields);
    }

    public static byte[] extension(int kind, byte[] body) {
        return join(u16(kind), vector16(body));
    }

    public static byte[] serverName(String name) {
        byte[] host = name.getBytes(StandardCharsets.ISO_8859_1);
        return extension(0, vector16(join(new byte[1], vector16(host))));
    }

    public static byte[] alpn(String... protocols) {
        byte[] list = {};
        for (String protocol : protocols) {
            list = join(list, vector8(protocol.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return extension(16, vector16(list));
    }

    /** Key shares of X25519MLKEM768 and X25519, in the sizes of browsers. */
    public static byte[] postQuantumShares() {
        byte[] shares = join(u16(0x11ec), vector16(new byte[1216]), u16(0x1d), vector16(new byte[32]));
        return extension(51, vector16(shares));
    }

    /** A message in records of so many bytes. */
    public static byte[] records(byte[] message, int size) {
        byte[] all = {};
        for (int at = 0; at < message.length; at += Math.min(size, message.length - at)) {
            byte[] part = Arrays.copyOfRange(message, at, at + Math.min(size, message.length - at));
            all = join(all, new byte[] {22, 3, 1}, vector16(part));
        }
        return all;
    }

    /** The message within a hello of one record. */
    public static byte[] messageOf(byte[] hello) {
        return Arrays.copyOfRange(hello, RECORD_HEADER, hello.length);
    }

    public static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    static byte[] vector8(byte[] body) {
        return join(new byte[] {(byte) body.length}, body);
    }

    static byte[] vector16(byte[] body) {
        return join(u16(body.length), body);
    }
}

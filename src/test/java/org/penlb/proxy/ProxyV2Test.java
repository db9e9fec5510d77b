package org.penlb.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.proxy.Headers.TCP4;
import static org.penlb.proxy.Headers.TCP6;
import static org.penlb.proxy.Headers.checked;
import static org.penlb.proxy.Headers.fourBytes;
import static org.penlb.proxy.Headers.tlv;
import static org.penlb.proxy.Headers.v2;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ProxyProtocol;

/** Version 2: a signature, addresses and TLVs. */
class ProxyV2Test {
    private static final int PROXY = 0x21;
    private static final int LOCAL = 0x20;

    private static ProxyHeader header(byte[] bytes) {
        assertThat(Headers.parse(bytes)).isInstanceOf(ProxyResult.Found.class);
        var found = (ProxyResult.Found) Headers.parse(bytes);
        assertThat(found.length()).isEqualTo(bytes.length);
        return found.header();
    }

    @Test
    void it_is_written_as_the_protocol_says() {
        byte[] header =
                ProxyWriter.connection(ProxyProtocol.V2, Headers.FOUR, new ProxyDetails("h2", "a.b", null, null));
        assertThat(HexFormat.of().formatHex(header))
                .isEqualTo("0d0a0d0a000d0a515549540a" + "2111" + "0017" + "c0000201" + "c0000209" + "dc04" + "01bb"
                        + "0100026832" + "020003612e62");
        assertThat(HexFormat.of().formatHex(ProxyWriter.ownConnection(ProxyProtocol.V2)))
                .isEqualTo("0d0a0d0a000d0a515549540a" + "2000" + "0000");
        assertThat(ProxyWriter.connection(ProxyProtocol.NONE, Headers.FOUR, Headers.DETAILS))
                .isEmpty();
    }

    @Test
    void what_is_written_is_read() {
        assertThat(header(ProxyWriter.connection(ProxyProtocol.V2, Headers.SIX, Headers.DETAILS)))
                .isEqualTo(new ProxyHeader(Headers.SIX, Headers.DETAILS));
        assertThat(header(ProxyWriter.connection(ProxyProtocol.V2, null, Headers.DETAILS)))
                .isEqualTo(new ProxyHeader(null, Headers.DETAILS));
    }

    @Test
    void what_comes_behind_is_the_clients() {
        byte[] header = v2(PROXY, TCP4, fourBytes());
        byte[] more = Arrays.copyOf(header, header.length + 100);
        assertThat(Headers.parse(more))
                .isEqualTo(new ProxyResult.Found(new ProxyHeader(Headers.FOUR, ProxyDetails.NONE), header.length));
        ByteBuffer behindOthers =
                ByteBuffer.allocate(header.length + 7).put(7, header).position(7);
        assertThat(ProxyParser.parse(behindOthers.asReadOnlyBuffer()))
                .isEqualTo(new ProxyResult.Found(new ProxyHeader(Headers.FOUR, ProxyDetails.NONE), header.length));
        assertThat(behindOthers.position()).isEqualTo(7);
    }

    static final List<byte[]> SILENT = List.of(
            v2(LOCAL, 0),
            v2(LOCAL, TCP4, fourBytes(), tlv(0x05, 4)),
            v2(LOCAL, 0xff, new byte[] {1, 2, 3}),
            v2(PROXY, 0),
            v2(PROXY, Headers.UNIX, new byte[216]),
            v2(PROXY, 0x32, new byte[216]));

    @ParameterizedTest
    @FieldSource("SILENT")
    void local_and_unspecified_keep_the_connections_own_addresses(byte[] header) {
        assertThat(header(header)).isEqualTo(ProxyHeader.SILENT);
    }

    @Test
    void tlvs_that_are_not_known_and_texts_that_are_too_tooLongare_passed_over() {
        assertThat(header(v2(PROXY, TCP4, fourBytes(), tlv(0x30, 3), tlv(0xe0, 3000), tlv(0x02, 256))))
                .isEqualTo(new ProxyHeader(Headers.FOUR, ProxyDetails.NONE));
        var tooLong = new ProxyDetails("x".repeat(256), "\u00f6".repeat(128), "x".repeat(129), null);
        assertThat(header(ProxyWriter.connection(ProxyProtocol.V2, Headers.FOUR, tooLong)))
                .isEqualTo(new ProxyHeader(Headers.FOUR, ProxyDetails.NONE));
    }

    @Test
    void a_checksum_is_checked() {
        byte[] header = checked(v2(PROXY, TCP4, fourBytes(), tlv(0x04, 9), tlv(0x03, 4), tlv(0x05, 8)));
        assertThat(header(header).addresses()).isEqualTo(Headers.FOUR);
        for (int i = 16; i < 28; i++) {
            byte[] other = header.clone();
            other[i] ^= 4;
            assertThat(Headers.parse(other)).isEqualTo(new ProxyResult.Refused(ProxyRefusal.CHECKSUM));
        }
        assertThat(Headers.parse(v2(PROXY, TCP4, fourBytes(), tlv(0x03, 4))))
                .isEqualTo(new ProxyResult.Refused(ProxyRefusal.CHECKSUM));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void one_who_came_without_tls_has_none(int client) {
        assertThat(header(v2(PROXY, TCP4, fourBytes(), tlv(0x20, new byte[] {(byte) client, 0, 0, 0, 1})))
                        .details()
                        .tls())
                .isNull();
    }

    private static byte[] change(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    static final List<Arguments> WRONG = List.of(
            Arguments.of(ProxyRefusal.MISSING, change(v2(PROXY, TCP4, fourBytes()), 11, ' ')),
            Arguments.of(ProxyRefusal.MISSING, new byte[] {0x16, 3, 1}),
            Arguments.of(ProxyRefusal.VERSION, v2(0x11, TCP4, fourBytes())),
            Arguments.of(ProxyRefusal.VERSION, v2(0x31, TCP4, fourBytes())),
            Arguments.of(ProxyRefusal.COMMAND, v2(0x22, TCP4, fourBytes())),
            Arguments.of(ProxyRefusal.FAMILY, v2(PROXY, 0x10, fourBytes())),
            Arguments.of(ProxyRefusal.FAMILY, v2(PROXY, 0x13, fourBytes())),
            Arguments.of(ProxyRefusal.FAMILY, v2(PROXY, 0x01, fourBytes())),
            Arguments.of(ProxyRefusal.FAMILY, v2(PROXY, 0x41, fourBytes())),
            Arguments.of(ProxyRefusal.SYNTAX, v2(PROXY, TCP6, fourBytes())),
            Arguments.of(ProxyRefusal.SYNTAX, v2(PROXY, TCP4, new byte[11])),
            Arguments.of(ProxyRefusal.ADDRESS, v2(PROXY, TCP4, new byte[12])),
            Arguments.of(ProxyRefusal.ADDRESS, v2(PROXY, TCP6, new byte[36])),
            Arguments.of(ProxyRefusal.LENGTH, Headers.withLength(PROXY, TCP4, 4097, fourBytes())),
            Arguments.of(ProxyRefusal.LENGTH, Headers.withLength(LOCAL, 0, 65535, new byte[0])),
            Arguments.of(ProxyRefusal.TLV, v2(PROXY, TCP4, fourBytes(), new byte[] {1})),
            Arguments.of(ProxyRefusal.TLV, v2(PROXY, TCP4, fourBytes(), new byte[] {1, 0, 1})),
            Arguments.of(ProxyRefusal.TLV, v2(PROXY, TCP4, fourBytes(), new byte[] {(byte) 0xee, -1, -1, 0})),
            Arguments.of(ProxyRefusal.TLV, v2(PROXY, TCP4, fourBytes(), tlv(0x03, 3))),
            Arguments.of(ProxyRefusal.TLV, v2(PROXY, TCP4, fourBytes(), tlv(0x03, 4), tlv(0x03, 4))),
            Arguments.of(ProxyRefusal.TLV, v2(PROXY, TCP4, fourBytes(), tlv(0x05, 129))),
            Arguments.of(ProxyRefusal.TLV, v2(PROXY, TCP4, fourBytes(), tlv(0x20, 4))),
            Arguments.of(ProxyRefusal.TLV, v2(PROXY, TCP4, fourBytes(), tlv(0x20, new byte[] {
                1, 0, 0, 0, 0, 0x21, 0, 2, 'x'
            }))),
            Arguments.of(ProxyRefusal.TLV, v2(PROXY, TCP4, fourBytes(), tlv(0x20, new byte[] {1, 0, 0, 0, 0, 0x21, 0
            }))));

    @ParameterizedTest
    @FieldSource("WRONG")
    void what_is_no_header_is_refused(ProxyRefusal reason, byte[] bytes) {
        assertThat(Headers.parse(bytes)).isEqualTo(new ProxyResult.Refused(reason));
        assertThat(ProxyParser.parseDatagram(ByteBuffer.wrap(bytes))).isEqualTo(new ProxyResult.Refused(reason));
    }

    @Test
    void a_datagram_has_all_of_it_or_none() {
        byte[] datagram = Arrays.copyOf(ProxyWriter.datagram(Headers.FOUR), 28 + 5);
        assertThat(datagram[13]).isEqualTo((byte) Headers.UDP4);
        assertThat(ProxyParser.parseDatagram(ByteBuffer.wrap(datagram)))
                .isEqualTo(new ProxyResult.Found(new ProxyHeader(Headers.FOUR, ProxyDetails.NONE), 28));
        assertThat(ProxyParser.parseDatagram(ByteBuffer.wrap(datagram, 0, 27)))
                .isEqualTo(new ProxyResult.Refused(ProxyRefusal.ENDED));
        assertThat(ProxyParser.parseDatagram(ByteBuffer.allocate(0)))
                .isEqualTo(new ProxyResult.Refused(ProxyRefusal.MISSING));
    }
}

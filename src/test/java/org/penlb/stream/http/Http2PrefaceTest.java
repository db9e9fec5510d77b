package org.penlb.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http2PrefaceTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final Http2Preface preface = new Http2Preface();

    private @Nullable String pass(String text) {
        ByteBuf passed = preface.edit(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), 0);
        if (passed == null) {
            return null;
        }
        try {
            return passed.toString(StandardCharsets.ISO_8859_1);
        } finally {
            passed.release();
        }
    }

    @Test
    void whoever_speaks_it_passes_as_it_is() {
        assertThat(pass(PREFACE + "\0\0\0")).isEqualTo(PREFACE + "\0\0\0");
        assertThat(pass("GET / HTTP/1.1\r\n")).isEqualTo("GET / HTTP/1.1\r\n");
    }

    @Test
    void it_may_come_byte_by_byte() {
        for (char each : PREFACE.toCharArray()) {
            assertThat(preface.isDone()).isFalse();
            assertThat(pass(String.valueOf(each))).isEqualTo(String.valueOf(each));
        }
        assertThat(preface.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nX-SSL-Client-Verify: SUCCESS\r\n\r\n",
                "PRI / HTTP/1.1\r\n",
                "PRI * HTTP/2.0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                "\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void whoever_does_not_is_broken_off(String text) {
        assertThat(pass(text)).isNull();
    }
}

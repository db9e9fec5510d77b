package org.penlb.cli.cgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormFieldsTest {
    @Test
    void fields_are_decoded() throws CgiError {
        var fields = new FormFields("command=server+0+max%205&&x&y=a=b%26c&gr%C3%B6%C3%9Fe=%E2%82%AC");
        assertThat(fields.get("command")).isEqualTo("server 0 max 5");
        assertThat(fields.get("x")).isEmpty();
        assertThat(fields.get("y")).isEqualTo("a=b&c");
        assertThat(fields.get("gr\u00f6\u00dfe")).isEqualTo("\u20ac");
        assertThat(fields.get("nothing")).isEmpty();
        assertThat(new FormFields("").get("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=%",
                "a=%4",
                "a=%zz",
                "a=%4g",
                "a=%u0041",
                "a=%+1",
                "a=%-1",
                "a= b",
                "a=\u00e4",
                "a=\n",
                "a=\u0000",
                "a=%ff",
                "a=%c0%af",
                "a=%ed%a0%80",
                "a=%f5%80%80%80",
                "a=%e2%82",
                "a=1&a=2",
                "a=1&%61=2",
                "a=%\uff11\uff11"
            })
    void what_could_be_read_in_two_ways_is_refused(String encoded) {
        assertThatThrownBy(() -> new FormFields(encoded)).isInstanceOf(CgiError.class);
    }

    @Property
    void what_browsers_encode_comes_back(@ForAll String text) throws CgiError {
        // Lone surrogates have no bytes: an encoder writes something else for them.
        String value = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        assertThat(new FormFields("x=1&value=" + encoded).get("value")).isEqualTo(value);
    }

    @Property
    void anything_is_read_or_refused(@ForAll String text) {
        try {
            var _ = new FormFields(text);
        } catch (CgiError e) {
            assertThat(e.answer().status()).isEqualTo(HttpStatus.BAD_REQUEST);
        }
    }
}

package org.penlb.config.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ConfigException;

/** OpenSSL's language of cipher suites, as far as it has a meaning here. */
class CipherStringTest {
    private static List<String> names(String text) {
        return new CipherString(text)
                .ciphers().stream().map(Cipher::openSslName).toList();
    }

    @Test
    void names_stand_in_their_order() {
        assertThat(names("ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256"))
                .containsExactly("ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256");
        assertThat(names("TLS_RSA_WITH_AES_128_CBC_SHA, AES256-SHA")).containsExactly("AES128-SHA", "AES256-SHA");
    }

    @Test
    void groups_are_taken_away_for_now_for_ever_or_to_the_end() {
        assertThat(names("ECDHE+AESGCM:!ECDSA"))
                .containsExactly("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384");
        assertThat(names("kRSA:-SHA")).containsExactly("AES128-GCM-SHA256", "AES256-GCM-SHA384");
        assertThat(names("kRSA:!SHA:ALL")).doesNotContain("AES128-SHA", "ECDHE-RSA-AES128-SHA");
        assertThat(names("kRSA:-SHA:AES128-SHA")).contains("AES128-SHA");
        assertThat(names("kRSA:+AESGCM"))
                .containsExactly("AES128-SHA", "AES256-SHA", "AES128-GCM-SHA256", "AES256-GCM-SHA384");
        assertThat(names("kRSA+AESGCM:@STRENGTH")).containsExactly("AES256-GCM-SHA384", "AES128-GCM-SHA256");
    }

    @Test
    void the_usual_strings_of_the_world_are_read() {
        assertThat(names("HIGH:!aNULL:!MD5:!3DES:!DH:!PSK@".replace("@", ""))).hasSize(Cipher.values().length);
        assertThat(names("DEFAULT")).hasSize(6).allMatch(name -> name.startsWith("ECDHE-"));
        assertThat(names("TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE+CHACHA20"))
                .containsExactly("ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305");
        assertThat(names("ECDHE:!DHE-RSA-AES128-SHA:@SECLEVEL=1")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DHE-RSA-AES128-GCM-SHA256",
                "AES128-SHA256",
                "RC4",
                "DHE",
                "ECDHE+RC4",
                "CHACHA20+aNULL",
                "MEDIUM"
            })
    void what_is_not_there_is_refused_by_its_name(String word) {
        assertThatThrownBy(() -> new CipherString("HIGH:" + word))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(word + ": there is no such cipher suite here (expected: ");
    }

    @ParameterizedTest
    @CsvSource({
        "HIHG, is not a cipher suite",
        "HIGH:!MD55, is not a cipher suite",
        "@STRENGHT, is not a cipher suite",
        "HIGH:!ALL, leaves no cipher suite",
        "':', leaves no cipher suite",
        "TLS_AES_256_GCM_SHA384, cannot be chosen",
        "TLS_AES_256_GCM_SHA384:HIGH, cannot be chosen"
    })
    void what_has_no_meaning_is_refused(String text, String why) {
        assertThatThrownBy(() -> new CipherString(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }

    @Provide
    static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.of(
                                "HIGH",
                                "!",
                                "-",
                                "+",
                                ":",
                                ",",
                                "ECDHE",
                                "AESGCM",
                                "!aNULL",
                                "@STRENGTH",
                                "AES128-SHA",
                                "=")
                        .list()
                        .ofMaxSize(8)
                        .map(words -> String.join("", words)));
    }

    @Property
    void any_text_is_read_or_refused(@ForAll("texts") String text) {
        try {
            assertThat(new CipherString(text).ciphers()).isNotEmpty().doesNotHaveDuplicates();
        } catch (ConfigException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Test
    void every_suite_and_its_name_in_java_is_known() {
        for (Cipher cipher : Cipher.values()) {
            assertThatCode(() -> new CipherString(cipher.openSslName())).doesNotThrowAnyException();
            assertThat(names(cipher.javaName())).containsExactly(cipher.openSslName());
        }
    }
}

package org.penlb.cli.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.penlb.cli.penctl.HarmlessOutput;

class HtmlTest {
    @Test
    void the_policy_lets_the_style_in_that_is_there() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Html.STYLE.getBytes(StandardCharsets.UTF_8));
        assertThat(Html.STYLE_HASH).isEqualTo("sha256-" + Base64.getEncoder().encodeToString(digest));
        assertThat(Html.STYLE).doesNotContain("<");
    }

    @Property
    void nothing_of_a_reply_comes_out_raw(@ForAll byte[] bytes) {
        String text = PenReply.of(bytes, false).text();
        assertIsText(Html.text(text), text);
    }

    @Property
    void nor_of_one_that_looks_like_a_page(@ForAll @From("markup") String text) {
        assertIsText(Html.text(text), text);
        String page = StatusReader.read("<body><h1>" + text).page("");
        String above = Html.page("Pen status page", "").replaceAll("(?s)</main>.*", "");
        assertThat(page).startsWith(above);
        // Without the tags that are our own, it is text.
        assertThat(page.substring(above.length())
                        .replaceAll("</?(main|body|html|p|h2|table|tr|td|th scope=\"col\"|th)>", ""))
                .doesNotContain("<", ">", "\"", "'");
    }

    @Provide
    Arbitrary<String> markup() {
        return Arbitraries.of(
                        "<",
                        ">",
                        "&",
                        "'",
                        "\"",
                        "</pre>",
                        "<script>",
                        "</td>",
                        "<td>",
                        "<tr>",
                        "<table>",
                        "</table>",
                        "<h1>",
                        "<img src=x onerror=alert(1)>",
                        "&lt;",
                        "&amp;",
                        "&lt;svg&gt;",
                        "&#60;",
                        "x",
                        "\u0000",
                        "\u202e",
                        "<h1 onclick='x'>",
                        "<TD/onclick=x>",
                        "<!--",
                        "-->",
                        "<a href=\"javascript:x\">",
                        "<td",
                        "\n")
                .list()
                .ofMaxSize(30)
                .map(pieces -> String.join("", pieces));
    }

    /** Whether it is text alone, and the text that was meant. */
    private static void assertIsText(String html, String text) {
        assertThat(html).doesNotContain("<", ">", "\"", "'");
        assertThat(html.replaceAll("&(amp|lt|gt|quot|#39);", "")).doesNotContain("&");
        assertThat(html.chars()).allMatch(c -> c == '\n' || c == '\t' || !Character.isISOControl(c));
        assertThat(html.replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&#39;", "'")
                        .replace("&amp;", "&"))
                .isEqualTo(HarmlessOutput.harmless(text));
    }
}

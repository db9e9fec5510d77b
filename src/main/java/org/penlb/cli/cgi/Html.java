package org.penlb.cli.cgi;

import org.penlb.cli.penctl.HarmlessOutput;

/** Pieces of HTML. Whatever is not written here comes in by {@link #text}. */
final class Html {
    /** Stands in each page; the colours are those of Pen's page. */
    static final String STYLE = ":root{color-scheme:light dark}"
            + "body{margin:0 auto;padding:16px 20px;max-width:1200px;background:light-dark(#f4f6f8,#0e1216);"
            + "color:light-dark(#16202b,#e4e9ef);font:14px/1.45 system-ui,sans-serif;"
            + "font-variant-numeric:tabular-nums;overflow-wrap:anywhere}"
            + "h1{font-size:20px}h2{font-size:16px}a{color:light-dark(#0b5cad,#6fb2ff)}nav a{margin-right:12px}"
            + "pre,table{background:light-dark(#fff,#161b21);border:1px solid light-dark(#dde3ea,#29313b)}"
            + "pre{padding:10px 12px;white-space:pre-wrap;font:13px/1.5 ui-monospace,monospace}"
            + "table{border-collapse:collapse}th,td{padding:3px 10px;text-align:left}"
            + "tr+tr{border-top:1px solid light-dark(#dde3ea,#29313b)}"
            + "input,button{min-height:30px;padding:3px 11px;font:inherit}input{width:min(40em,60%)}"
            + ":focus-visible{outline:2px solid light-dark(#0b5cad,#6fb2ff)}";

    /** Of {@link #STYLE}, for the policy that lets no other in. Written down: a hash takes longer than the rest of a page. */
    static final String STYLE_HASH = "sha256-lA7JopPnBx4h5xGrMtTA5zpxXLVtHnySoonHd47Gubc=";

    private Html() {}

    /**
     * A whole page.
     *
     * @param title text
     * @param body HTML
     */
    static String page(String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + text(title) + "</title>\n<style>"
                + STYLE + "</style>\n</head>\n<body>\n<main>\n<h1>" + text(title) + "</h1>\n" + body
                + "</main>\n</body>\n</html>\n";
    }

    static String paragraph(String text) {
        return "<p>" + text(text) + "</p>\n";
    }

    static String preformatted(String text) {
        // A line end right behind the tag would be left out by browsers.
        return "<pre>\n" + text(text) + "</pre>\n";
    }

    /** Text between tags, or as the value of an attribute in quotes. Control characters and invisible ones are shown. */
    static String text(String text) {
        String harmless = HarmlessOutput.harmless(text);
        var html = new StringBuilder(harmless.length() + harmless.length() / 8);
        for (int i = 0; i < harmless.length(); i++) {
            char c = harmless.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return html.toString();
    }
}

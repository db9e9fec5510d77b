package org.penlb.web;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with the head of a request, though it can be read. */
final class PageRequestHead {
    private static final String TRANSFER_ENCODING = "Transfer-Encoding";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?#]*)([/?].*)?");

    private PageRequestHead() {}

    /** The answer that it gets; null if nothing is wrong. */
    static @Nullable HttpError fault(HttpRequest request) {
        String words = names(request.headers());
        if (words == null) {
            words = framing(request);
        }
        if (words == null) {
            words = host(request);
        }
        if (words == null) {
            words = target(request);
        }
        return words == null ? null : new HttpError(400, words);
    }

    private static @Nullable String names(HttpHeaders headers) {
        for (Map.Entry<String, String> header : headers) {
            if (!TOKEN.matcher(header.getKey()).matches()) {
                return "the name of a header is not one";
            }
        }
        return null;
    }

    /** Where a request ends is to be said once. Netty refuses lengths that are no numbers, or that are there twice. */
    private static @Nullable String framing(HttpRequest request) {
        List<String> encodings = request.headers().getAll(TRANSFER_ENCODING);
        if (encodings.isEmpty()) {
            return null;
        }
        if (request.headers().contains("Content-Length")) {
            return "Transfer-Encoding is there beside Content-Length (expected: one of them)";
        }
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return "Transfer-Encoding is not for HTTP/1.0";
        }
        return encodings.size() == 1 && encodings.getFirst().equalsIgnoreCase("chunked")
                ? null
                : "Transfer-Encoding is not understood (expected: chunked)";
    }

    private static @Nullable String host(HttpRequest request) {
        List<String> hosts = request.headers().getAll("Host");
        if (hosts.size() > 1) { // a proxy may have gone by another one than we do
            return "the header Host is there twice";
        }
        if (hosts.isEmpty()) { // simple health checks of other programs
            return request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? null : "the header Host is missing";
        }
        String host = hosts.getFirst();
        return host.isEmpty() || HostAndPort.parseAuthority(host, -1) == null
                ? "the header Host is not host:port"
                : null;
    }

    /** What is asked for stands for itself, or behind the name of a host that the header says, too. */
    private static @Nullable String target(HttpRequest request) {
        String target = request.uri();
        if (target.indexOf('#') >= 0) {
            return "the path has a fragment";
        }
        if (target.startsWith("/")
                || (target.equals("*") && request.method().name().equals("OPTIONS"))) {
            return null;
        }
        var absolute = ABSOLUTE.matcher(target);
        return absolute.matches()
                        && absolute.group(1).equalsIgnoreCase(request.headers().get("Host"))
                ? null
                : "what is asked for is not a path, or is another host's than the header Host says";
    }
}

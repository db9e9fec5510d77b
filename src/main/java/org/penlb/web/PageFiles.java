package org.penlb.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page, which are in the program itself: read once at the start, each under one path, so that no path
 * leads anywhere else.
 */
final class PageFiles {
    private static final String PAGE = "web";
    /** What describes the API has a path of its own there. */
    static final String OPENAPI = "web/openapi.json";

    private static final String LIBRARIES = "META-INF/resources/webjars";
    private static final List<String> OF_LIBRARIES = List.of("chart.umd.js", "chart.umd.min.js");
    /** What is shorter fits into one packet anyway. */
    private static final int WORTH_ZIPPING = 1400;

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8");

    private final Map<String, PageFile> files = new TreeMap<>();

    /**
     * One file.
     *
     * @param zipped the same bytes, compressed, or null if that is not worth it
     * @param forEver whether its path names its version, so that it never changes
     */
    record PageFile(Buffer plain, @Nullable Buffer zipped, String type, String tag, boolean forEver) {
        static PageFile of(String path, byte[] bytes, boolean forEver) throws IOException {
            byte[] zipped = bytes.length < WORTH_ZIPPING ? bytes : zip(bytes);
            return new PageFile(
                    Buffer.buffer(bytes),
                    zipped.length < bytes.length ? Buffer.buffer(zipped) : null,
                    TYPES.getOrDefault(extension(path), "application/octet-stream"),
                    tag(bytes),
                    forEver);
        }

        private static byte[] zip(byte[] bytes) throws IOException {
            var zipped = new ByteArrayOutputStream();
            try (var out = new GZIPOutputStream(zipped)) {
                out.write(bytes);
            }
            return zipped.toByteArray();
        }

        private static String tag(byte[] bytes) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
                return HexFormat.of().formatHex(hash, 0, 12);
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every JDK has SHA-256", e);
            }
        }
    }

    /**
     * Reads them.
     *
     * @throws IOException if the program's own files cannot be read
     */
    static PageFiles load() throws IOException {
        var files = new PageFiles();
        for (String name : names(PAGE)) {
            if (!name.equals(OPENAPI)) {
                files.add(name.substring(PAGE.length()), name, false);
            }
        }
        for (String name : names(LIBRARIES)) {
            if (OF_LIBRARIES.stream().anyMatch(library -> name.endsWith("/dist/" + library))) {
                files.add("/webjars" + name.substring(LIBRARIES.length()), name, true);
            }
        }
        PageFile index = files.files.get("/index.html");
        if (index != null) {
            files.files.put("/", index);
        }
        return files;
    }

    private void add(String path, String resource, boolean forEver) throws IOException {
        files.put(path, PageFile.of(path, read(resource).getBytes(), forEver));
    }

    /** A file of the program. */
    static Buffer read(String resource) throws IOException {
        try (InputStream in = PageFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is missing in the program");
            }
            return Buffer.buffer(in.readAllBytes());
        }
    }

    /** The files below a folder, wherever on the class path it is. */
    private static Set<String> names(String folder) throws IOException {
        var names = new TreeSet<String>();
        for (URL url : Collections.list(PageFiles.class.getClassLoader().getResources(folder))) {
            if (url.openConnection() instanceof JarURLConnection jar) {
                try (var file = new JarFile(Path.of(filePart(jar)).toFile())) {
                    file.stream()
                            .filter(entry -> !entry.isDirectory())
                            .map(JarEntry::getName)
                            .filter(name -> name.startsWith(folder + "/"))
                            .forEach(names::add);
                }
            } else {
                Path root = Path.of(uri(url));
                try (Stream<Path> below = Files.walk(root)) {
                    below.filter(Files::isRegularFile)
                            .map(file -> folder + "/"
                                    + root.relativize(file).toString().replace('\\', '/'))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }

    private static URI filePart(JarURLConnection jar) throws IOException {
        return uri(jar.getJarFileURL());
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException(url + ": " + e.getMessage(), e);
        }
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Makes each of them an endpoint. */
    void serve(Endpoints endpoints) {
        files.forEach((path, file) -> endpoints.read(path, Set.of(), request -> send(request, file)));
    }

    private static void send(RoutingContext request, PageFile file) {
        Buffer zipped = file.zipped();
        boolean zips = zipped != null && acceptsZip(request);
        String tag = "\"" + file.tag() + (zips ? "-gz" : "") + "\"";
        request.response()
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(
                        HttpHeaders.CACHE_CONTROL, file.forEver() ? "public, max-age=31536000, immutable" : "no-cache");
        if (zipped != null) {
            request.response().putHeader(HttpHeaders.VARY, "Accept-Encoding");
        }
        String known = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && Arrays.asList(known.split("\\s*,\\s*")).contains(tag)) {
            request.response().setStatusCode(304).end();
            return;
        }
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, file.type());
        if (zips) {
            request.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        request.end(zips && zipped != null ? zipped : file.plain());
    }

    private static boolean acceptsZip(RoutingContext request) {
        return new Preferences(request.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING)).allowCoding("gzip");
    }
}

package org.penlb.web;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.tls.engine.TlsFailure;

/** Answers for requests that go wrong: always JSON, one line in an operator's words, and nothing of our insides. */
final class Errors {
    private static final Logger LOG = System.getLogger(Errors.class.getName());

    private Errors() {}

    /**
     * That an answer is of no kind that somebody takes.
     *
     * @param types the kinds that there are
     */
    static HttpError notAcceptable(Collection<String> types) {
        return new HttpError(
                406,
                "the answer would be of a kind that is not acceptable (Accept; expected: " + String.join(", ", types)
                        + ")");
    }

    /** Answers a request whose handler failed. */
    static void answer(RoutingContext request) {
        if (request.response().headWritten()) {
            request.request().connection().close(); // half an answer would look like a whole one
            return;
        }
        HttpError error = error(request);
        if (error.status() >= 500 && error.status() != 503) {
            LOG.log(
                    Level.ERROR,
                    "web: " + request.request().method() + " " + request.normalizedPath() + " failed",
                    request.failure());
        }
        write(request.response(), error);
    }

    private static HttpError error(RoutingContext request) {
        Throwable failure = request.failure();
        return switch (failure) {
            case HttpError error -> error;
            case ConfigException e -> new HttpError(422, String.valueOf(e.getMessage()));
            case DecodeException _ -> new HttpError(400, "the body is not JSON");
            case HttpException e -> new HttpError(e.getStatusCode(), words(e.getStatusCode()));
            case null -> new HttpError(request.statusCode(), words(request.statusCode()));
            default ->
                // vertx-web's word for a path that cannot be decoded; or a body that is no HTTP any more, or has no end
                request.statusCode() == 400 || !request.request().isEnded()
                        ? new HttpError(400, words(400))
                        : new HttpError(500, words(500));
        };
    }

    /** What is the matter with a connection. Messages of Netty's quote what came, and a token may be in it: none of those. */
    static String words(Throwable failure) {
        Throwable cause =
                failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case HttpError ours -> String.valueOf(ours.getMessage());
            case SSLException tls -> TlsFailure.reason(tls);
            case TooLongFrameException _ -> "a request is too long";
            case IOException io -> String.valueOf(io.getMessage());
            default -> "what came is not HTTP (" + cause.getClass().getSimpleName() + ")";
        };
    }

    private static String words(int status) {
        return switch (status) {
            case 400 -> "the request cannot be understood";
            case 413 -> "the body is longer than " + WebVerticle.LONGEST_BODY + " bytes";
            case 500 -> "something went wrong in Pen; its log says what";
            default -> HttpResponseStatus.valueOf(status).reasonPhrase();
        };
    }

    /** Answers a request that is no HTTP. */
    static void answerInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        HttpError error = switch (cause) {
            case HttpError ours -> ours;
            case TooLongHttpLineException _ -> new HttpError(414, "the path is too long");
            case TooLongHttpHeaderException _ -> new HttpError(431, "the headers are too long");
            case null, default -> new HttpError(400, words(400));
        };
        SecurityHeaders.put(request.response());
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        write(request.response(), error).onComplete(_ -> request.connection().close());
    }

    /** What a body gets that cannot be read. */
    static HttpError ofBody(Throwable cause) {
        return switch (cause) {
            case HttpError ours -> ours;
            case TooLongFrameException _ -> tooLong();
            default -> new HttpError(400, words(400));
        };
    }

    /** What a body gets that is longer than any is. */
    static HttpError tooLong() {
        return new HttpError(413, words(413));
    }

    static JsonObject json(HttpError error) {
        return new JsonObject()
                .put("error", new JsonObject().put("status", error.status()).put("message", error.getMessage()));
    }

    private static Future<Void> write(HttpServerResponse response, HttpError error) {
        response.setStatusCode(error.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        retryAfter(response, error.retryAfterSeconds());
        if (error.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"pen\"");
        }
        return response.end(json(error).toBuffer());
    }

    private static void retryAfter(HttpServerResponse response, @Nullable Integer seconds) {
        if (seconds != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, seconds.toString());
        }
    }
}

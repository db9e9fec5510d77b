package org.penlb.it;

import io.vertx.core.Vertx;
import org.penlb.PenVerticle;

/** Somebody's own program, which has a Pen in it and does nothing else for it. */
final class EmbeddedPen {
    private EmbeddedPen() {}

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        vertx.deployVerticle(new PenVerticle()).onFailure(e -> {
            System.err.println(e.getMessage());
            System.exit(1);
        });
    }
}

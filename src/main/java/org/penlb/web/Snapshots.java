package org.penlb.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole state, written down once for all who ask at the same time: one that nobody has begun to make yet is true for
 * whoever asks now, too.
 */
final class Snapshots {
    private final Answers answers;
    private final Supplier<JsonObject> state;
    private @Nullable Coming coming;

    private record Coming(AtomicBoolean begun, Future<Buffer> snapshot) {}

    /**
     * @param state what is written down, by any thread
     */
    Snapshots(Answers answers, Supplier<JsonObject> state) {
        this.answers = answers;
        this.state = state;
    }

    /** The state, not older than this call. To be called in the context of the answers. */
    Future<Buffer> next() {
        Coming waiting = coming;
        if (waiting != null && !waiting.begun().get()) {
            return waiting.snapshot();
        }
        var begun = new AtomicBoolean();
        Future<Buffer> snapshot = answers.here(answers.make(() -> {
            begun.set(true);
            return state.get().toBuffer();
        }));
        var next = new Coming(begun, snapshot);
        coming = next;
        snapshot.onComplete(_ -> coming = next.equals(coming) ? null : coming); // whoever got it has it
        return snapshot;
    }
}

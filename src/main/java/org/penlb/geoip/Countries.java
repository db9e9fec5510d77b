package org.penlb.geoip;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.config.CountryLookup;

/** The database of countries, if a configuration names one, opened and read where waiting for the disk hurts nobody. */
public final class Countries {
    private volatile @Nullable Vertx vertx;
    private volatile @Nullable GeoDatabase database;

    /**
     * @param file the database; null for none
     * @return fails with a {@link org.penlb.config.ConfigException} if it cannot be used
     */
    public Future<CountryLookup> open(Vertx itsVertx, @Nullable Path file) {
        if (file == null) {
            return Future.succeededFuture(CountryLookup.NONE);
        }
        vertx = itsVertx;
        return itsVertx.executeBlocking(() -> GeoDatabase.open(file)).map(opened -> {
            database = opened;
            return Objects.requireNonNull(opened);
        });
    }

    /** Opens it anew; if it cannot be used, the old one stays, and the future fails with the reason. */
    public Future<Void> reload() {
        GeoDatabase opened = database;
        Vertx itsVertx = vertx;
        if (opened == null || itsVertx == null) {
            return Future.succeededFuture();
        }
        return itsVertx.executeBlocking(() -> {
                    opened.reload();
                    return opened;
                })
                .mapEmpty();
    }
}

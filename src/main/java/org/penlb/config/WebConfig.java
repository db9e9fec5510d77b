package org.penlb.config;

import org.jspecify.annotations.Nullable;

/**
 * The page, its API and the metrics.
 *
 * @param listen where browsers come in, null for nowhere
 * @param token what those who change something have to know; null: nobody changes anything there
 */
public record WebConfig(@Nullable Address listen, @Nullable AccessToken token) {
    /** No page. */
    public static final WebConfig NONE = new WebConfig(null, null);

    public WebConfig {
        if (token != null && listen == null) {
            throw new ConfigException("web: a token without a listener (expected: an address to listen at, too)");
        }
    }
}

package org.penlb.logtools.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;

/** How long a name is known. */
class NameCacheTest {
    private long now;
    private final NameCache cache = new NameCache(() -> now, 3);

    private void put(int address, LookupResult result) {
        cache.put(IpAddress.v4(address), CompletableFuture.completedFuture(result));
    }

    private boolean knows(int address) {
        return cache.get(IpAddress.v4(address)) != null;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void a_name_holds_as_long_as_dns_says_within_reason() {
        put(1, LookupResult.resolved("a", 0));
        put(2, LookupResult.resolved("a", 3600));
        put(3, LookupResult.resolved("a", Integer.MAX_VALUE));
        assertThat(knows(1) && knows(2) && knows(3)).isTrue();
        pass(Duration.ofSeconds(299));
        assertThat(knows(1)).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(knows(1)).isFalse();
        pass(Duration.ofSeconds(3299));
        assertThat(knows(2)).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(knows(2)).isFalse();
        pass(Duration.ofHours(22));
        assertThat(knows(3)).isTrue();
        pass(Duration.ofHours(1));
        assertThat(knows(3)).isFalse();
    }

    @Test
    void that_there_is_none_holds_longer_than_that_nobody_could_tell() {
        put(1, LookupResult.unnamed());
        put(2, LookupResult.failed(true));
        assertThat(knows(1) && knows(2)).isTrue();
        pass(Duration.ofMinutes(5));
        assertThat(knows(1)).isTrue();
        assertThat(knows(2)).isFalse();
    }

    @Test
    void a_look_up_under_way_is_known_however_long_it_takes() {
        var pending = new CompletableFuture<LookupResult>();
        cache.put(IpAddress.v4(1), pending);
        pass(Duration.ofDays(2));
        assertThat(cache.get(IpAddress.v4(1))).isSameAs(pending);
        pending.complete(LookupResult.resolved("a", 1));
        assertThat(knows(1)).isTrue();
        pass(Duration.ofMinutes(5));
        assertThat(knows(1)).isFalse();
    }

    @Test
    void what_was_wanted_longest_ago_goes_first() {
        for (int i = 1; i <= 3; i++) {
            put(i, LookupResult.unnamed());
        }
        assertThat(knows(1)).isTrue();
        put(4, LookupResult.unnamed());
        assertThat(knows(2)).isFalse();
        assertThat(knows(1) && knows(3) && knows(4)).isTrue();
    }
}

package org.penlb.geoip;

import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import org.jspecify.annotations.Nullable;

/** What a database says of a network, as far as it is of interest here. The reader makes the records, so they are public. */
final class Entry {
    private Entry() {}

    /**
     * A network.
     *
     * @param country where its addresses are used
     * @param registered where it is registered, which is known of more networks
     */
    public record Place(
            @MaxMindDbParameter(name = "country") @Nullable Country country,

            @MaxMindDbParameter(name = "registered_country") @Nullable
            Country registered) {
        @MaxMindDbConstructor
        public Place {}

        /** The code of the country of use; if that is not known, of registration; null if neither is. */
        @Nullable
        String code() {
            String used = country == null ? null : country.code();
            return used != null || registered == null ? used : registered.code();
        }
    }

    /**
     * A country.
     *
     * @param code two upper-case letters (ISO 3166-1 alpha-2)
     */
    public record Country(
            @MaxMindDbParameter(name = "iso_code") @Nullable String code) {
        @MaxMindDbConstructor
        public Country {}
    }
}

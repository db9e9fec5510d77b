package org.penlb.dnsfront;

import org.penlb.dns.QueryIds;
import org.penlb.service.Service;

/** What the upstreams of a pipeline share, and whom they report to. */
record UpstreamContext(Service service, QueryPool pool, QueryIds ids, UpstreamListener listener) {}

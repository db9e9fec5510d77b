/**
 * What servers of HTTP/1 are told of their clients: fields that are added to each request, and those of a client's own that are
 * taken out.
 */
@NullMarked
package org.penlb.stream.http;

import org.jspecify.annotations.NullMarked;

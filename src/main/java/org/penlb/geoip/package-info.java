/**
 * Where clients are: a database of networks and their countries.
 */
@NullMarked
package org.penlb.geoip;

import org.jspecify.annotations.NullMarked;

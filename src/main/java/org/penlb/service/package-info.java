/** A service while it runs: its configuration, its servers, its limits, and what is counted; shared by all its listeners. */
@NullMarked
package org.penlb.service;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.penlb.web.metrics;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.penlb.cluster;

import org.jspecify.annotations.NullMarked;

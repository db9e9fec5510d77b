/** What is configured of several instances that share what they know. */
@NullMarked
package org.penlb.config.cluster;

import org.jspecify.annotations.NullMarked;

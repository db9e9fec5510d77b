/** What a configuration that was read again means for one that runs. */
@NullMarked
package org.penlb.config.reload;

import org.jspecify.annotations.NullMarked;

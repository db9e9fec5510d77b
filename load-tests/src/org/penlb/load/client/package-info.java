/** Those who ask for work: known programs where there is one, our own where there is none. */
@NullMarked
package org.penlb.load.client;

import org.jspecify.annotations.NullMarked;

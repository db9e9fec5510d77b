/** Administration of the whole: changes carried out as a whole or not at all, reloads, plans, files that are watched. */
@NullMarked
package org.penlb.admin;

import org.jspecify.annotations.NullMarked;

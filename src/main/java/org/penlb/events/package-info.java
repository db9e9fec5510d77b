/** What happens while Pen runs and an operator may want to know: the last events, and who is told of new ones at once. */
@NullMarked
package org.penlb.events;

import org.jspecify.annotations.NullMarked;

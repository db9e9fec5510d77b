/** What is measured, and how. */
@NullMarked
package org.penlb.load.workload;

import org.jspecify.annotations.NullMarked;

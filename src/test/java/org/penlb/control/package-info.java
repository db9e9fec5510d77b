@NullMarked
package org.penlb.control;

import org.jspecify.annotations.NullMarked;

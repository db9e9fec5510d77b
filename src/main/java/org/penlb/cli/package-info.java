@NullMarked
package org.penlb.cli;

import org.jspecify.annotations.NullMarked;

/**
 * What Pen is asked to do: immutable records, validated when they are made, and the readers that make them.
 */
@NullMarked
package org.penlb.config;

import org.jspecify.annotations.NullMarked;

/**
 * The data path: accepting, dialling and joining two ends so that bytes walk both ways.
 */
@NullMarked
package org.penlb.relay;

import org.jspecify.annotations.NullMarked;

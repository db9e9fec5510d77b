/**
 * Pen for Vert.x. {@link org.penlb.PenVerticle} is the verticle to deploy; the rooms of the house are the packages below.
 */
@NullMarked
package org.penlb;

import org.jspecify.annotations.NullMarked;

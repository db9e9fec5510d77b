/** The page in the browser, its API, metrics and health: shows the state, and changes it only through commands. */
@NullMarked
package org.penlb.web;

import org.jspecify.annotations.NullMarked;

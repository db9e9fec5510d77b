@NullMarked
package org.penlb.web;

import org.jspecify.annotations.NullMarked;

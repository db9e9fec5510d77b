/**
 * mergelogs: the access logs of several web servers become one, in the order of time, with the clients that pen's log
 * knows. {@link LogMerge} is the whole; it reads by {@link LogStream} and {@link LineInput}, {@link PenLog} keeps the part of
 * pen's log that is near the current line in a {@link PenWindow}.
 */
@NullMarked
package org.penlb.logtools.merge;

import org.jspecify.annotations.NullMarked;

package org.penlb.balance;

/**
 * That a server failed.
 *
 * @param at when, on the balancer's clock, nanoseconds
 * @param reason in an operator's words, one line
 */
public record Failure(long at, String reason) {}

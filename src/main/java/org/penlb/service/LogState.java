package org.penlb.service;

/**
 * How a service's log of requests stands.
 *
 * @param destination as the operator wrote it
 * @param up whether lines go there
 * @param dropped lines that were not written, since it was opened first
 */
public record LogState(String destination, boolean up, long dropped) {}

package org.penlb.load.workload;

/**
 * What figures are about.
 *
 * @param workload such as {@code http-keepalive}
 * @param loops how many event loops each balancer had
 * @param balancer its name
 */
public record Cell(String workload, int loops, String balancer) {}

package org.penlb.load.report;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.penlb.load.workload.Plan;
import org.penlb.load.workload.Results;
import org.penlb.load.workload.Target;

/**
 * A run that is over.
 *
 * @param begun when it began
 * @param arguments what it was told on the command line
 * @param machine what it was made on
 * @param versions what each balancer says about its version, by name
 * @param plan how much was measured
 * @param results what was found
 * @param targets what ours should reach
 */
public record Run(
        ZonedDateTime begun,
        List<String> arguments,
        Map<String, String> machine,
        Map<String, String> versions,
        Plan plan,
        Results results,
        List<Target> targets) {}

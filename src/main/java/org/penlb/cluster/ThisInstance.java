package org.penlb.cluster;

import java.util.List;
import java.util.function.Supplier;
import org.penlb.cluster.orders.KnownOrders;
import org.penlb.events.Events;
import org.penlb.health.probe.HealthChecks;
import org.penlb.service.Service;

/**
 * What of this instance its part in the cluster is about.
 *
 * @param services those that are served, as they are when it is asked; from any thread
 * @param events what happens here
 * @param checks asks servers how they are
 * @param orders what operators ordered for all instances
 */
public record ThisInstance(Supplier<List<Service>> services, Events events, HealthChecks checks, KnownOrders orders) {}

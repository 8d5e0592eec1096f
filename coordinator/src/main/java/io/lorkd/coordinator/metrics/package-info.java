/** A run in numbers, for Prometheus: counted from its events, as many series as there are sites, regions and refusals. */
package io.lorkd.coordinator.metrics;

/**
 * The coordinator's front door: {@link io.lorkd.coordinator.Coordinator} wires the actors of one run together. What they
 * do stands in the packages below.
 */
package io.lorkd.coordinator;

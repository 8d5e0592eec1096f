/** What a plan says of the shared backbone and of how each round's updates become the next one, for whoever computes a round. */
package io.lorkd.coordinator.recipe;

/** Which sites are enrolled, and which of them live. */
package io.lorkd.coordinator.registry;

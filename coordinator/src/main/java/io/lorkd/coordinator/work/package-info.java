/** How work that blocks leaves the event loop and comes back to it. */
package io.lorkd.coordinator.work;

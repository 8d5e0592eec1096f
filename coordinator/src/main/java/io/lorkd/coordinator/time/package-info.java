/** Time as the coordinator uses it: durations and timers, which a test can move by hand. */
package io.lorkd.coordinator.time;

/** What happens in a run, as records that a listener gets one after the other, each with a sentence for people. */
package io.lorkd.coordinator.event;

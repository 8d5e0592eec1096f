/** The run's state machine: its states, its rounds, who takes part, and what goes into a commit. */
package io.lorkd.coordinator.run;

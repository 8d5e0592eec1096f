/** What a run spends its time on, as OpenTelemetry spans. Nothing of it is loaded where nobody asks for traces. */
package io.lorkd.coordinator.trace;

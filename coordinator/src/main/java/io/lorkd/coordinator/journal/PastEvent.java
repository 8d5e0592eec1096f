package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.event.CoordinatorEvent;

import java.time.Instant;
import java.util.Optional;

/**
 * An event of a run, read back.
 *
 * @param event empty where another version wrote it that has events of its own
 */
public record PastEvent(long id, Instant at, Optional<CoordinatorEvent> event) {}

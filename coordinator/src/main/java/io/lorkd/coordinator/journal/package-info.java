/**
 * What the coordinator has decided, on disk before anyone is told: runs, sites, rounds, contributions and events, in an
 * embedded H2 database or in PostgreSQL. Durations are written down, never deadlines: nothing depends on the time of day.
 */
package io.lorkd.coordinator.journal;

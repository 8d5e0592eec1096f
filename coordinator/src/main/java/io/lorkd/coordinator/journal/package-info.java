/**
 * What the coordinator has decided, on disk before anyone is told: runs, sites, rounds, contributions and events, in an
 * embedded H2 database whose SQL PostgreSQL takes too.
 */
package io.lorkd.coordinator.journal;

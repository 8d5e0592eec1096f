/**
 * What people see of a run while it goes on: a fold over its events into records that are shown as they are, put together again
 * from the journal after a restart.
 */
package io.lorkd.coordinator.view;
